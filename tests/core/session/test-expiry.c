/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session/expiry.h"

#define EXPIRING 1000
#define EXPIRES 1400

static void
test_stages (void)
{
  static const struct {
    gint64 now;
    LkExpiryStage stage;
    gint64 next;
  } cases[] = {
      {G_MININT64, LK_EXPIRY_CALM, EXPIRING},
      {0, LK_EXPIRY_CALM, EXPIRING},
      {EXPIRING - 1, LK_EXPIRY_CALM, EXPIRING},
      {EXPIRING, LK_EXPIRY_SOON, 1300},
      {1299, LK_EXPIRY_SOON, 1300},
      {1300, LK_EXPIRY_LAST, EXPIRES},
      {EXPIRES - 1, LK_EXPIRY_LAST, EXPIRES},
      {EXPIRES, LK_EXPIRY_OVER, -1},
      {G_MAXINT64, LK_EXPIRY_OVER, -1},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_assert_cmpint (lk_expiry_stage (EXPIRING, EXPIRES, cases[i].now), ==, cases[i].stage);
    g_assert_cmpint (lk_expiry_next (EXPIRING, EXPIRES, cases[i].now), ==, cases[i].next);
  }
}

/* A session without any length is over at once, and steps never stand still. */
static void
test_short (void)
{
  g_assert_cmpint (lk_expiry_stage (5, 5, 4), ==, LK_EXPIRY_CALM);
  g_assert_cmpint (lk_expiry_stage (5, 5, 5), ==, LK_EXPIRY_OVER);
  g_assert_cmpint (lk_expiry_next (5, 6, 5), ==, 6);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/expiry/stages", test_stages);
  g_test_add_func ("/expiry/short", test_short);
  return g_test_run ();
}
