/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/warm.h"

#include <errno.h>
#include <keyutils.h>
#include <string.h>

#include "base/error.h"
#include "store/kernel-keys.h"
#include "testlib-keyring.h"

#define NOW 1000000000
#define RING KEY_SPEC_USER_KEYRING

static void
save (const char *host, const char *app, const char *token_text, gint64 expires_at)
{
  g_autoptr (LkSecret) token = lk_secret_new (token_text, -1);
  LkWarm warm = {.auth_domain = (char *) "team.cloudflareaccess.com",
                 .aud = (char *) "abc",
                 .app_hostname = (char *) app,
                 .proxy = (char *) "http://proxy:3128",
                 .expires_at = expires_at,
                 .token = token};
  g_autoptr (GError) error = NULL;

  lk_warm_save (host, &warm, NOW, &error);
  g_assert_no_error (error);
}

static void
assert_token (const char *host, const char *token_text)
{
  g_autoptr (LkWarm) warm = lk_warm_lookup (host, NOW);

  if (token_text == NULL) {
    g_assert_null (warm);
    return;
  }
  g_assert_nonnull (warm);
  g_assert_nonnull (warm->token);
  g_assert_cmpstr (lk_secret_text (warm->token), ==, token_text);
}

static void
test_round (void)
{
  save ("round.test.invalid", "*.test.invalid", "one", NOW + 100);

  g_autoptr (LkWarm) warm = lk_warm_lookup ("round.test.invalid", NOW);
  g_assert_nonnull (warm);
  g_assert_cmpstr (warm->auth_domain, ==, "team.cloudflareaccess.com");
  g_assert_cmpstr (warm->aud, ==, "abc");
  g_assert_cmpstr (warm->app_hostname, ==, "*.test.invalid");
  g_assert_cmpstr (warm->proxy, ==, "http://proxy:3128");
  g_assert_cmpint (warm->expires_at, ==, NOW + 100);
  g_assert_cmpstr (lk_secret_text (warm->token), ==, "one");

  save ("round.test.invalid", "*.test.invalid", "two", NOW + 200);
  assert_token ("round.test.invalid", "two");
  g_assert_null (lk_warm_lookup ("round.test.invalid", NOW + 200));
  g_assert_null (lk_warm_lookup ("other.test.invalid", NOW));
}

/* Two hosts of one application share its token; what ends a host ends that one too. */
static void
test_shared (void)
{
  save ("a.shared.test.invalid", "*.shared.test.invalid", "one", NOW + 100);
  save ("b.shared.test.invalid", "*.shared.test.invalid", "two", NOW + 100);
  assert_token ("a.shared.test.invalid", "two");
  lk_warm_forget ("a.shared.test.invalid");
  assert_token ("a.shared.test.invalid", NULL);
  assert_token ("b.shared.test.invalid", NULL);
  lk_warm_forget ("nobody.test.invalid");
}

static void
test_no_token (void)
{
  LkWarm open = {.expires_at = NOW + 100};
  g_autoptr (GError) error = NULL;

  lk_warm_save ("open.test.invalid", &open, NOW, &error);
  g_assert_no_error (error);

  g_autoptr (LkWarm) warm = lk_warm_lookup ("open.test.invalid", NOW);
  g_assert_nonnull (warm);
  g_assert_null (warm->token);
  g_assert_null (warm->proxy);
}

static void
test_forget_routes (void)
{
  LkWarm open = {.expires_at = NOW + 100};

  save ("team.routes.test.invalid", "team.routes.test.invalid", "one", NOW + 100);
  g_assert_true (lk_warm_save ("open.routes.test.invalid", &open, NOW, NULL));
  lk_warm_forget_routes ("another.cloudflareaccess.com");
  assert_token ("team.routes.test.invalid", "one");
  lk_warm_forget_routes ("team.cloudflareaccess.com");
  assert_token ("team.routes.test.invalid", NULL);
  lk_warm_forget_routes (NULL);
  g_assert_null (lk_warm_lookup ("open.routes.test.invalid", NOW));
}

static void
test_unkeepable (void)
{
  LkWarm warm = {.proxy = (char *) "http://a\nb", .expires_at = NOW + 100};
  g_autoptr (GError) error = NULL;

  g_assert_false (lk_warm_save ("line.test.invalid", &warm, NOW, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_STORAGE);
}

static void
test_hostile (void)
{
  g_autofree char *large = g_strnfill (LK_KERNEL_KEY_MAX + 1000, '\n');
  const char *payloads[] = {"x", "1 9999999999\nt\na\nh\n\n\n", "1 9999999999\nt\n", large};

  for (gsize i = 0; i < G_N_ELEMENTS (payloads); i++) {
    g_assert_cmpint (add_key ("user", "latchkey:host:hostile.test.invalid", payloads[i],
                              strlen (payloads[i]), RING),
                     >, 0);
    assert_token ("hostile.test.invalid", NULL);
  }
  save ("hostile.test.invalid", "hostile.test.invalid", "good", NOW + 100);
  assert_token ("hostile.test.invalid", "good");
}

/* What the names say is no secret, and what they do not say is read back. */
static void
test_names (void)
{
  g_auto (GStrv) names = NULL;

  save ("semi;colon.test.invalid", "semi;colon:2.test.invalid", "secret-text", NOW + 100);
  names = lk_kernel_key_names ("latchkey:app:");
  g_assert_true (
      g_strv_contains ((const char *const *) names,
                       "latchkey:app:team.cloudflareaccess.com:abc:semi;colon:2.test.invalid"));
  for (char **name = names; *name != NULL; name++)
    g_assert_null (strstr (*name, "secret-text"));
}

static void
test_timeout (void)
{
  g_autoptr (LkSecret) value = lk_secret_new ("value", -1);
  long key;

  g_assert_true (lk_kernel_key_save ("latchkey:app:timeout", value, NOW + 1, NOW, NULL));
  key = keyctl_search (RING, "user", "latchkey:app:timeout", 0);
  if (key < 0)
    key = keyctl_search (RING, "big_key", "latchkey:app:timeout", 0);
  g_assert_cmpint (key, >, 0);
  /* The kernel itself forgets it, bounded at ten times its life. */
  for (int i = 0; i < 100; i++) {
    g_autofree char *buffer = g_malloc (100);

    if (keyctl_read ((key_serial_t) key, buffer, 100) < 0)
      break;
    g_usleep (100000);
  }
  g_assert_cmpint (keyctl_read ((key_serial_t) key, NULL, 0), ==, -1);
  g_assert_cmpint (errno, ==, EKEYEXPIRED);
  g_assert_true (lk_kernel_key_save ("latchkey:app:timeout", value, NOW + 100, NOW, NULL));
  g_assert_true (lk_kernel_key_forget ("latchkey:app:timeout"));
  g_assert_false (lk_kernel_key_forget ("latchkey:app:timeout"));
}

/* Run by `test-store-warm -m perf`: what the fast path pays for its knowledge. */
static void
test_lookup_time (void)
{
  const int rounds = 10000;
  g_autofree char *token = g_strnfill (1024, 't');

  save ("time.test.invalid", "*.time.test.invalid", token, NOW + 100);
  g_test_timer_start ();
  for (int i = 0; i < rounds; i++)
    lk_warm_free (lk_warm_lookup ("time.test.invalid", NOW));
  double us = g_test_timer_elapsed () * 1e6 / rounds;
  g_test_minimized_result (us, "lk_warm_lookup: %.1f us", us);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  test_own_keyring_or_exit (-1);
  g_test_add_func ("/warm/round", test_round);
  g_test_add_func ("/warm/shared", test_shared);
  g_test_add_func ("/warm/no-token", test_no_token);
  g_test_add_func ("/warm/forget-routes", test_forget_routes);
  g_test_add_func ("/warm/unkeepable", test_unkeepable);
  g_test_add_func ("/warm/hostile", test_hostile);
  g_test_add_func ("/warm/names", test_names);
  g_test_add_func ("/warm/timeout", test_timeout);
  if (g_test_perf ())
    g_test_add_func ("/warm/lookup-time", test_lookup_time);
  return g_test_run ();
}
