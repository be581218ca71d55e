/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/store-open.h"

#include <errno.h>
#include <string.h>

#include "base/error.h"
#include "store/store-kernel.h"
#include "store/store-memory.h"
#include "store/store-pair.h"
#include "store/warm.h"
#include "testlib-keyring.h"
#include "testlib-store.h"

static void
test_memory (void)
{
  g_autoptr (LkStore) store = lk_store_memory_new ();

  test_store_contract (store);
  g_assert_cmpstr (lk_store_get_status (store)->backend, ==, "memory");
}

static void
test_kernel (void)
{
  g_autoptr (LkStore) store = lk_store_kernel_new (lk_clock_system);

  test_store_contract (store);
  g_assert_cmpstr (lk_store_get_status (store)->backend, ==, "kernel");
}

static void
test_pair (void)
{
  g_autoptr (LkStore) cold = lk_store_memory_new ();
  g_autoptr (LkStore) warm = lk_store_kernel_new (lk_clock_system);
  g_autoptr (LkStore) pair = lk_store_pair_new (cold, warm, NULL);
  LkStoreKey key = test_app_key ("pair.test.invalid");

  test_store_contract (pair);
  g_assert_true (test_store_save (pair, &key, "both", NULL));
  test_assert_kept (cold, &key, "both");
  test_assert_kept (warm, &key, "both");
  g_assert_true (test_store_clear (warm, &key, NULL));
  test_assert_kept (pair, &key, "both");
  g_assert_true (test_store_clear (pair, &key, NULL));
  test_assert_kept (cold, &key, NULL);
}

/* What the store keeps is what the fast path finds, and a logout takes the way to the host along. */
static void
test_fast_path (void)
{
  g_autoptr (LkStore) store = lk_store_kernel_new (lk_clock_system);
  g_autoptr (LkSecret) token = lk_secret_new ("token", -1);
  LkStoreKey key = test_app_key ("fast.test.invalid");
  LkStoreKey team = {.kind = LK_STORE_ANY, .auth_domain = key.auth_domain};
  gint64 now = lk_clock_system ();
  LkWarm route = {.auth_domain = (char *) key.auth_domain,
                  .aud = (char *) key.aud,
                  .app_hostname = (char *) key.app_hostname,
                  .expires_at = now + 1000,
                  .token = token};

  g_assert_true (lk_warm_save ("fast.test.invalid", &route, now, NULL));
  g_assert_true (test_store_save (store, &key, "newer", NULL));

  g_autoptr (LkWarm) warm = lk_warm_lookup ("fast.test.invalid", now);
  g_assert_cmpstr (lk_secret_text (warm->token), ==, "newer");
  g_assert_true (test_store_clear (store, &team, NULL));
  g_assert_true (test_store_save (store, &key, "newest", NULL));
  g_assert_null (lk_warm_lookup ("fast.test.invalid", now));
  g_assert_true (test_store_clear (store, &team, NULL));
}

static void
check_open (const char *backend, const char *why)
{
  g_autoptr (LkStore) store = test_store_open ();
  const LkStoreStatus *status = lk_store_get_status (store);

  g_assert_cmpstr (status->backend, ==, backend);
  g_assert_false (status->locked);
  g_assert_nonnull (strstr (status->detail, why));
  test_store_contract (store);
}

/* A headless machine. */
static void
test_no_bus (void)
{
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "disabled:", TRUE);
  check_open ("kernel", "no D-Bus session");
  g_unsetenv ("DBUS_SESSION_BUS_ADDRESS");
  check_open ("kernel", "no D-Bus session");
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent", TRUE);
  check_open ("kernel", "no D-Bus session");
}

/* A container that forbids keys too. */
static void
test_nothing (void)
{
  if (g_test_subprocess ()) {
    test_forbid_keyring (EPERM);
    g_setenv ("DBUS_SESSION_BUS_ADDRESS", "disabled:", TRUE);
    check_open ("memory", "no D-Bus session");
    return;
  }
  g_test_trap_subprocess (NULL, 60 * G_USEC_PER_SEC, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/memory", test_memory);
  if (!g_test_subprocess ())
    test_own_keyring_or_exit (-1);
  g_test_add_func ("/store/nothing", test_nothing);
  g_test_add_func ("/store/kernel", test_kernel);
  g_test_add_func ("/store/pair", test_pair);
  g_test_add_func ("/store/fast-path", test_fast_path);
  g_test_add_func ("/store/no-bus", test_no_bus);
  return g_test_run ();
}
