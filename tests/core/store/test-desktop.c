/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The store on a desktop: a real gnome-keyring-daemon, well and ill, and a fake one for what it never does. */
#include "store/store-open.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

#include "base/error.h"
#include "store/store-pair.h"
#include "testlib-desktop.h"
#include "testlib-keyring.h"
#include "testlib-store.h"

/* What a call that is bounded at three seconds may take on a loaded machine. */
#define BOUND (10 * G_USEC_PER_SEC)
#define AT_ONCE (G_USEC_PER_SEC)

static LkStore *
cold_of (LkStore *store)
{
  LkStore *cold = lk_store_pair_get_cold (LK_STORE_PAIR (store));

  g_assert_nonnull (cold);
  return cold;
}

static void
assert_status (LkStore *store, const char *backend, gboolean locked, const char *text)
{
  const LkStoreStatus *status = lk_store_get_status (store);

  g_assert_cmpstr (status->backend, ==, backend);
  g_assert_cmpint (status->locked, ==, locked);
  if (strstr (status->detail, text) == NULL)
    g_error ("\"%s\" does not say \"%s\"", status->detail, text);
}

static void
assert_storage_error (GError *error, const char *text)
{
  g_assert_error (error, LK_ERROR, LK_ERROR_STORAGE);
  if (strstr (error->message, text) == NULL)
    g_error ("\"%s\" does not say \"%s\"", error->message, text);
  for (const char *p = error->message; *p != '\0'; p++)
    g_assert_cmpint ((guchar) *p, >=, ' ');
}

/* What cannot go into the desktop keyring is in the kernel's, and the error says so. */
static void
assert_saves_warm (LkStore *store, const char *text)
{
  LkStoreKey key = test_app_key ("warm.test.invalid");
  g_autoptr (GError) error = NULL;

  g_assert_false (test_store_save (store, &key, "kept warm", &error));
  assert_storage_error (error, text);
  assert_storage_error (error, "kept in the kernel's keyring");
  test_assert_kept (store, &key, "kept warm");
}

static void
assert_lookup_fails (LkStore *store, const char *text, gint64 bound)
{
  LkStoreKey key = test_app_key ("cold.test.invalid");
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();

  g_assert_null (test_store_lookup (store, &key, &error));
  g_assert_cmpint (g_get_monotonic_time () - start, <, bound);
  assert_storage_error (error, text);
}

static void
well (TestDesktop *desktop)
{
  g_autoptr (LkStore) store = NULL;
  LkStoreKey key = test_app_key ("cold.test.invalid");

  test_desktop_start_keyring (desktop);
  store = test_store_open ();
  assert_status (store, "secret-service", FALSE, "desktop keyring");
  test_store_contract (cold_of (store));
  test_store_contract (store);
  g_assert_true (test_store_save (store, &key, "needle-in-a-haystack", NULL));
  g_assert_false (test_desktop_has_text (desktop, "needle-in-a-haystack"));
  g_assert_true (test_desktop_has_text (desktop, "busconfig"));

  /* Another process, after a restart of the machine: only the desktop keyring has it. */
  g_autoptr (LkStore) later = test_store_open ();
  g_assert_nonnull (later);
  test_assert_kept (cold_of (later), &key, "needle-in-a-haystack");
}

static void
locked (TestDesktop *desktop)
{
  g_autoptr (LkStore) store = NULL;
  LkStoreKey key = test_app_key ("cold.test.invalid");
  LkStoreKey any = {.kind = LK_STORE_ANY};
  g_autoptr (GError) error = NULL;

  test_desktop_start_keyring (desktop);
  store = test_store_open ();
  g_assert_true (test_store_save (cold_of (store), &key, "cold", NULL));
  test_desktop_lock (desktop);
  assert_lookup_fails (store, "locked", AT_ONCE);
  assert_saves_warm (store, "locked");
  assert_status (store, "kernel", TRUE, "locked");
  g_assert_false (test_store_clear (store, &any, &error));
  assert_storage_error (error, "locked");

  /* Opened while it is locked; nobody answers its question, because there is nobody to put it. */
  g_autoptr (LkStore) later = test_store_open ();
  assert_status (later, "kernel", TRUE, "locked");
  g_clear_error (&error);
  g_assert_false (test_store_unlock (later, &error));
  assert_storage_error (error, "dismissed");
}

static void
killed (TestDesktop *desktop)
{
  g_autoptr (LkStore) store = NULL;
  LkStoreKey key = test_app_key ("again.test.invalid");
  g_autoptr (GError) error = NULL;

  test_desktop_start_keyring (desktop);
  store = test_store_open ();
  assert_status (store, "secret-service", FALSE, "desktop keyring");
  test_desktop_kill (desktop);
  assert_lookup_fails (store, "desktop keyring", AT_ONCE);
  assert_saves_warm (store, "desktop keyring");
  assert_status (store, "kernel", FALSE, "desktop keyring");

  /* A new one is used again, by a process that was there before it too. */
  test_desktop_start_keyring (desktop);
  test_store_save (store, &key, "cold", &error);
  g_assert_no_error (error);
  assert_status (store, "secret-service", FALSE, "desktop keyring");
  test_assert_kept (cold_of (store), &key, "cold");

  /* So is one that came while nobody asked. Opening another store lets the first one hear of it. */
  test_desktop_kill (desktop);
  test_desktop_start_keyring (desktop);
  g_autoptr (LkStore) later = test_store_open ();
  g_assert_nonnull (later);
  test_assert_kept (cold_of (store), &key, "cold");
}

static void
silent (TestDesktop *desktop)
{
  g_autoptr (LkStore) store = NULL;
  g_autoptr (LkStore) later = NULL;
  gint64 start;

  test_desktop_start_keyring (desktop);
  store = test_store_open ();
  test_desktop_stop (desktop);
  assert_lookup_fails (store, "did not answer", BOUND);
  /* It has had its three seconds: the next call does not wait for it. */
  assert_lookup_fails (store, "did not answer", AT_ONCE);
  assert_saves_warm (store, "did not answer");
  assert_status (store, "kernel", FALSE, "did not answer");

  start = g_get_monotonic_time ();
  later = test_store_open ();
  g_assert_cmpint (g_get_monotonic_time () - start, <, BOUND);
  assert_status (later, "kernel", FALSE, "did not answer");
}

static void
absent (TestDesktop *desktop)
{
  g_autoptr (LkStore) store = test_store_open ();

  assert_status (store, "kernel", FALSE, "no desktop keyring");
  test_store_contract (store);
}

static void
absent_and_forbidden (TestDesktop *desktop)
{
  g_autoptr (LkStore) store = NULL;

  test_forbid_keyring (EPERM);
  store = test_store_open ();
  assert_status (store, "memory", FALSE, "no desktop keyring");
  test_store_contract (store);
}

static void
no_default (TestDesktop *desktop)
{
  g_autoptr (LkStore) store = NULL;

  test_desktop_start_fake (desktop, "no-default");
  store = test_store_open ();
  assert_status (store, "kernel", FALSE, "no default keyring");
}

static void
accepted (TestDesktop *desktop)
{
  LkStoreKey any = {.kind = LK_STORE_ANY};
  g_autoptr (LkStore) store = NULL;
  g_autoptr (GError) error = NULL;

  test_desktop_start_fake (desktop, "accept");
  store = test_store_open ();
  /* Nothing but this puts the question. */
  assert_lookup_fails (store, "locked", AT_ONCE);
  assert_saves_warm (store, "locked");
  g_assert_false (test_store_clear (store, &any, NULL));
  assert_status (store, "kernel", TRUE, "locked");
  test_store_unlock (store, &error);
  g_assert_no_error (error);
  assert_status (store, "secret-service", FALSE, "desktop keyring");
}

static void
dismissed (TestDesktop *desktop)
{
  g_autoptr (LkStore) store = NULL;
  g_autoptr (GError) error = NULL;

  test_desktop_start_fake (desktop, "dismiss");
  store = test_store_open ();
  g_assert_false (test_store_unlock (store, &error));
  assert_storage_error (error, "dismissed");
  assert_status (store, "kernel", TRUE, "locked");
  assert_saves_warm (store, "locked");
}

static void
hostile (TestDesktop *desktop)
{
  g_autoptr (LkStore) store = NULL;

  test_desktop_start_fake (desktop, "hostile");
  store = test_store_open ();
  assert_lookup_fails (store, "does not work", AT_ONCE);
}

typedef void (*Scenario) (TestDesktop *desktop);

/* Each on a desktop of its own, in a process of its own. */
static void
run (gconstpointer data)
{
  if (g_test_subprocess ()) {
    g_autoptr (TestDesktop) desktop = test_desktop_new (g_getenv ("TEST_DESKTOP_HOME"));

    ((Scenario) data) (desktop);
    return;
  }

  g_autofree char *home = g_dir_make_tmp ("latchkey-desktop-XXXXXX", NULL);
  g_assert_nonnull (home);
  g_setenv ("TEST_DESKTOP_HOME", home, TRUE);
  g_test_trap_subprocess (NULL, 120 * G_USEC_PER_SEC, G_TEST_SUBPROCESS_INHERIT_STDERR);
  test_remove_tree (home);
  g_test_trap_assert_passed ();
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    Scenario scenario;
  } scenarios[] = {
      {"/desktop/well", well},
      {"/desktop/locked", locked},
      {"/desktop/killed", killed},
      {"/desktop/silent", silent},
      {"/desktop/absent", absent},
      {"/desktop/absent-and-forbidden", absent_and_forbidden},
      {"/desktop/no-default", no_default},
      {"/desktop/accepted", accepted},
      {"/desktop/dismissed", dismissed},
      {"/desktop/hostile", hostile},
  };
  g_autofree char *daemon = g_find_program_in_path ("gnome-keyring-daemon");

  g_test_init (&argc, &argv, NULL);
  if (daemon == NULL) {
    g_print ("1..0 # SKIP gnome-keyring-daemon is not installed\n");
    return 0;
  }
  test_own_keyring_or_exit (-1);
  for (gsize i = 0; i < G_N_ELEMENTS (scenarios); i++)
    g_test_add_data_func (scenarios[i].name, (gconstpointer) scenarios[i].scenario, run);
  return g_test_run ();
}
