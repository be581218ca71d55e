/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "worker/wire.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct {
  int near, far;
} Pair;

static void
set_up (Pair *pair, gconstpointer data)
{
  int fds[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM, 0, fds), ==, 0);
  pair->near = fds[0];
  pair->far = fds[1];
}

static void
tear_down (Pair *pair, gconstpointer data)
{
  close (pair->near);
  if (pair->far >= 0)
    close (pair->far);
}

static void
test_round_trip (Pair *pair, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LkSecret) secret = lk_secret_new ("s3cret", -1);
  g_autoptr (LkSecret) back = NULL;
  g_autoptr (GVariant) message = NULL;
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert (&dict, "verb", "s", "token");
  g_variant_dict_insert (&dict, "flag", "b", TRUE);
  g_variant_dict_insert (&dict, "number", "x", (gint64) 7);
  g_assert_true (lk_wire_send (pair->near, g_variant_dict_end (&dict), secret, &error));
  message = lk_wire_receive (pair->far, &back, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (lk_wire_text (message, "verb"), ==, "token");
  g_assert_null (lk_wire_text (message, "number"));
  g_assert_true (lk_wire_flag (message, "flag"));
  g_assert_cmpint (lk_wire_number (message, "number"), ==, 7);
  g_assert_true (lk_secret_equal (secret, back));
}

static void
assert_refused (Pair *pair, const void *bytes, gsize length)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (write (pair->near, bytes, length), ==, (gssize) length);
  shutdown (pair->near, SHUT_WR);
  g_assert_null (lk_wire_receive (pair->far, NULL, &error));
  g_assert_nonnull (error);
}

static void
test_too_large (Pair *pair, gconstpointer data)
{
  guint32 lengths[2] = {LK_WIRE_MAX + 1, 0};

  assert_refused (pair, lengths, sizeof lengths);
}

static void
test_malformed (Pair *pair, gconstpointer data)
{
  struct {
    guint32 lengths[2];
    char junk[16];
  } message = {{16, 0}, {'x', 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}};

  assert_refused (pair, &message, sizeof message);
}

static void
test_cut (Pair *pair, gconstpointer data)
{
  guint32 lengths[2] = {100, 0};

  assert_refused (pair, lengths, sizeof lengths);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add ("/wire/" name, Pair, NULL, set_up, function, tear_down)
  ADD ("round-trip", test_round_trip);
  ADD ("too-large", test_too_large);
  ADD ("malformed", test_malformed);
  ADD ("cut", test_cut);
#undef ADD
  return g_test_run ();
}
