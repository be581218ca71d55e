/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "renewals.h"

#define TEAM "team.cloudflareaccess.com"
#define HOUR 3600

static void
add (GListStore *sessions, LkTokenKind kind, const char *host, gint64 expires_at, gint64 now)
{
  LkSessionInfo info = {
      .kind = kind,
      .auth_domain = g_strdup (TEAM),
      .app_hostname = g_strdup (host),
      .hostname = g_strdup (host),
      .aud = g_strdup ("aud"),
      .expiring_at = expires_at - HOUR,
      .expires_at = expires_at,
      .state = now >= expires_at ? LK_TOKEN_EXPIRED : LK_TOKEN_VALID,
  };
  g_autoptr (LkSessionItem) item = lk_session_item_new (g_memdup2 (&info, sizeof info));

  g_list_store_append (sessions, item);
}

/* What there is at @now. */
static GListModel *
sessions_at (gint64 now, gint64 team_end, gint64 app_end)
{
  GListStore *sessions = g_list_store_new (LK_TYPE_SESSION_ITEM);

  if (team_end > 0)
    add (sessions, LK_TOKEN_ORG, NULL, team_end, now);
  add (sessions, LK_TOKEN_APP, "a.example.com", app_end, now);
  return G_LIST_MODEL (sessions);
}

/* Returns: whether it is time; @next is checked to lie ahead, before the end */
static gboolean
is_due (LkRenewals *renewals, gint64 now, gint64 team_end, gint64 app_end, gint64 *next)
{
  g_autoptr (GListModel) sessions = sessions_at (now, team_end, app_end);
  g_autoptr (LkSessionItem) item = lk_renewals_pick (renewals, sessions, now, next);

  if (*next >= 0) {
    g_assert_cmpint (*next, >, now);
    g_assert_cmpint (*next, <, app_end);
  }
  return item != NULL;
}

/* Early enough, not all at one instant, and once only. */
static void
test_once (void)
{
  gint64 first = G_MAXINT64, last = 0, next;

  for (int i = 0; i < 100; i++) {
    g_autoptr (LkRenewals) renewals = lk_renewals_new ();

    g_assert_false (is_due (renewals, 0, 24 * HOUR, 10 * HOUR, &next));
    g_assert_cmpint (next, >=, 9 * HOUR);
    g_assert_cmpint (next, <=, 9 * HOUR + HOUR / 2);
    first = MIN (first, next);
    last = MAX (last, next);
    g_assert_false (is_due (renewals, next - 1, 24 * HOUR, 10 * HOUR, &next));
    g_assert_true (is_due (renewals, next, 24 * HOUR, 10 * HOUR, &next));
    g_assert_false (is_due (renewals, 9 * HOUR + HOUR / 2, 24 * HOUR, 19 * HOUR, &next));
    g_assert_cmpint (next, >=, 18 * HOUR);
  }
  g_assert_cmpint (last - first, >, HOUR / 10);
}

/* Each failure makes the next attempt later, until the token has ended. */
static void
test_failures (void)
{
  g_autoptr (LkRenewals) renewals = lk_renewals_new ();
  gint64 now = 9 * HOUR + HOUR / 2, next, wait = 60;
  int attempts = 0;

  while (now < 10 * HOUR && is_due (renewals, now, 24 * HOUR, 10 * HOUR, &next)) {
    attempts++;
    g_assert_false (is_due (renewals, now, 24 * HOUR, 10 * HOUR, &next));
    now += wait;
    g_assert_cmpint (next, ==, now < 10 * HOUR ? now : -1);
    wait *= 2;
  }
  g_assert_cmpint (attempts, ==, 5);
  g_assert_false (is_due (renewals, 11 * HOUR, 24 * HOUR, 10 * HOUR, &next));
  g_assert_cmpint (next, ==, -1);
}

/* Tokens that live for seconds, as the one before was renewed, are no loop. */
static void
test_short (void)
{
  g_autoptr (LkRenewals) renewals = lk_renewals_new ();
  int attempts = 0;
  gint64 next;

  for (gint64 now = 0; now < 600; now++)
    attempts += is_due (renewals, now, 24 * HOUR, now + 2, &next);
  g_assert_cmpint (attempts, ==, 10);
}

/* Without a session that can be exchanged, and after a plain no. */
static void
test_no_use (void)
{
  g_autoptr (LkRenewals) renewals = lk_renewals_new ();
  g_autoptr (GListModel) sessions = sessions_at (0, 24 * HOUR, 1);
  g_autoptr (LkSessionItem) item = NULL;
  gint64 next;

  g_assert_false (is_due (renewals, 10 * HOUR - 1, 0, 10 * HOUR, &next));
  g_assert_false (is_due (renewals, 10 * HOUR - 1, 9 * HOUR, 10 * HOUR, &next));
  g_assert_cmpint (next, ==, -1);
  g_clear_object (&sessions);
  sessions = sessions_at (10 * HOUR - 100, 24 * HOUR, 10 * HOUR);
  item = lk_renewals_pick (renewals, sessions, 10 * HOUR - 100, &next);
  g_assert_nonnull (item);
  lk_renewals_give_up (renewals, item);
  g_assert_false (is_due (renewals, 10 * HOUR - 1, 24 * HOUR, 10 * HOUR, &next));
  g_assert_cmpint (next, ==, -1);
  /* The next one is another matter. */
  g_assert_true (is_due (renewals, 20 * HOUR - 1, 24 * HOUR, 20 * HOUR, &next));
}

/* A clock that is set back leaves nothing waiting for the old time. */
static void
test_clock (void)
{
  g_autoptr (LkRenewals) renewals = lk_renewals_new ();
  gint64 next;

  g_assert_true (is_due (renewals, 100 * HOUR - 1, 200 * HOUR, 100 * HOUR, &next));
  g_assert_false (is_due (renewals, 10 * HOUR - 100, 200 * HOUR, 10 * HOUR, &next));
  g_assert_cmpint (next, ==, 10 * HOUR - 40);
  g_assert_true (is_due (renewals, next, 200 * HOUR, 10 * HOUR, &next));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/renewals/once", test_once);
  g_test_add_func ("/renewals/failures", test_failures);
  g_test_add_func ("/renewals/short", test_short);
  g_test_add_func ("/renewals/no-use", test_no_use);
  g_test_add_func ("/renewals/clock", test_clock);
  return g_test_run ();
}
