/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tray/tray-state.h"

#include "forward.h"
#include "login.h"
#include "team-item.h"
#include "terminal.h"

#define NOW 1000000
#define HOUR 3600

typedef struct {
  GPtrArray *teams;
  GListStore *logins;
  GListStore *forwards;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->teams = g_ptr_array_new_with_free_func (g_object_unref);
  f->logins = g_list_store_new (LK_TYPE_LOGIN);
  f->forwards = g_list_store_new (LK_TYPE_FORWARD);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_ptr_array_unref (f->teams);
  g_object_unref (f->logins);
  g_object_unref (f->forwards);
}

static LkTeamItem *
add_team (Fixture *f, const char *name, LkHostState state, gint64 left)
{
  LkTeamItem *team = lk_team_item_new (name);

  lk_team_item_set_session (team, state == LK_HOST_NEEDED ? NULL : "me@example.com", state,
                            left == 0 ? 0 : NOW + left);
  g_ptr_array_add (f->teams, team);
  return team;
}

static void
give_hosts (LkTeamItem *team, guint n, LkHostState state)
{
  g_autoptr (GPtrArray) hosts = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n; i++) {
    g_autofree char *name = g_strdup_printf ("h_%u", i);
    LkHostItem *host = lk_host_item_new (name);

    lk_host_item_set_facts (host, &(LkHostFacts){.hostname = name, .access = TRUE, .state = state});
    g_ptr_array_add (hosts, host);
  }
  lk_team_item_set_hosts (team, hosts);
}

/* A menu as text: one letter of what an entry is for, its label, its action and target. */
static void
write_menu (GString *text, GPtrArray *entries, int depth)
{
  for (guint i = 0; i < entries->len; i++) {
    const LkTrayEntry *entry = entries->pdata[i];

    g_string_append_printf (text, "%*s%s", depth, "", entry->label == NULL ? "-" : entry->label);
    if (entry->action != NULL)
      g_string_append_printf (text, " [%s %s]", entry->action,
                              entry->target == NULL ? "" : entry->target);
    g_string_append_c (text, '\n');
    if (entry->children != NULL)
      write_menu (text, entry->children, depth + 1);
  }
}

static void
check (Fixture *f, const char *icon, const char *title, const char *menu)
{
  g_autoptr (LkTrayState) state =
      lk_tray_state_new (f->teams, G_LIST_MODEL (f->logins), G_LIST_MODEL (f->forwards), NOW);
  g_autoptr (LkTrayState) same =
      lk_tray_state_new (f->teams, G_LIST_MODEL (f->logins), G_LIST_MODEL (f->forwards), NOW);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *name = g_strdup_printf ("org.latchkey.Latchkey-%s-symbolic", icon);

  write_menu (text, state->entries, 0);
  g_assert_cmpstr (state->icon, ==, name);
  g_assert_cmpstr (state->title, ==, title);
  if (menu != NULL)
    g_assert_cmpstr (text->str, ==, menu);
  g_assert_true (lk_tray_entries_equal (state->entries, same->entries));
}

static void
test_nothing (Fixture *f, gconstpointer data)
{
  check (f, "needed", "Latchkey: not logged in",
         "Open Latchkey [show ]\nPreferences [preferences ]\nQuit [quit ]\n");
}

static void
test_team (Fixture *f, gconstpointer data)
{
  give_hosts (add_team (f, "one.cloudflareaccess.com", LK_HOST_READY, 3 * HOUR), 1, LK_HOST_READY);
  check (f, "ready", "Latchkey: one, about 3 hours left",
         "one: about 3 hours left\n"
         " me@example.com\n"
         " Connect to h_0 [connect h_0]\n"
         " -\n"
         " Renew [renew one.cloudflareaccess.com]\n"
         " Log Out [logout one.cloudflareaccess.com]\n"
         "-\n"
         "Open Latchkey [show ]\n"
         "Preferences [preferences ]\n"
         "Quit [quit ]\n");
}

static void
test_no_session (Fixture *f, gconstpointer data)
{
  give_hosts (add_team (f, "one.cloudflareaccess.com", LK_HOST_NEEDED, 0), 1, LK_HOST_NEEDED);
  give_hosts (add_team (f, LK_TEAM_NONE, LK_HOST_NEEDED, 0), 1, LK_HOST_PLAIN);
  check (f, "needed", "Latchkey: not logged in",
         "one: login needed\n"
         " Log in to h_0 [login h_0]\n"
         " -\n"
         " Log In [renew one.cloudflareaccess.com]\n"
         "Other hosts\n"
         " Connect to h_0 [connect h_0]\n"
         "-\n"
         "Open Latchkey [show ]\n"
         "Preferences [preferences ]\n"
         "Quit [quit ]\n");
}

/* What ends soon counts before what lasts, and a login that waits before both. */
static void
test_foremost (Fixture *f, gconstpointer data)
{
  LkLogin *login;

  add_team (f, "long.cloudflareaccess.com", LK_HOST_READY, 9 * HOUR);
  check (f, "ready", "Latchkey: long, about 9 hours left", NULL);
  add_team (f, "short.cloudflareaccess.com", LK_HOST_EXPIRING, HOUR / 2);
  check (f, "expiring", "Latchkey: short, about 30 minutes left", NULL);
  login = lk_login_new ("long.cloudflareaccess.com");
  lk_login_add (login, "db.example.com", NULL);
  g_list_store_append (f->logins, login);
  g_object_unref (login);
  check (f, "needed", "Latchkey: waiting for a login", NULL);
}

/* Nothing says that somebody is logged in after the end, whatever the state was when it was computed. */
static void
test_ended (Fixture *f, gconstpointer data)
{
  add_team (f, "one.cloudflareaccess.com", LK_HOST_EXPIRING, -1);
  check (f, "needed", "Latchkey: not logged in", NULL);
}

static void
test_many_hosts (Fixture *f, gconstpointer data)
{
  g_autoptr (LkTrayState) state = NULL;
  const LkTrayEntry *team, *more;

  give_hosts (add_team (f, "one.cloudflareaccess.com", LK_HOST_READY, HOUR), 2000, LK_HOST_READY);
  state = lk_tray_state_new (f->teams, G_LIST_MODEL (f->logins), G_LIST_MODEL (f->forwards), NOW);
  team = state->entries->pdata[0];
  more = team->children->pdata[21];
  g_assert_cmpuint (team->children->len, ==, 1 + 20 + 1 + 3);
  g_assert_cmpstr (more->label, ==, "1980 More Hosts…");
  g_assert_cmpstr (more->action, ==, "show");
}

static void
test_forwards (Fixture *f, gconstpointer data)
{
  g_autoptr (LkForwardConfig) config =
      lk_forward_config_new ("db", "db.example.com", "127.0.0.1:5432", FALSE);
  g_autoptr (LkForward) forward = lk_forward_new (config);

  g_list_store_append (f->forwards, forward);
  check (f, "needed", "Latchkey: not logged in",
         "Forwards\n"
         " Start db (Stopped) [start-forward db]\n"
         "-\n"
         "Open Latchkey [show ]\nPreferences [preferences ]\nQuit [quit ]\n");
}

static void
test_differs (Fixture *f, gconstpointer data)
{
  LkTeamItem *team = add_team (f, "one.cloudflareaccess.com", LK_HOST_READY, 3 * HOUR);
  g_autoptr (LkTrayState) before = NULL, after = NULL;

  give_hosts (team, 1, LK_HOST_READY);
  before = lk_tray_state_new (f->teams, G_LIST_MODEL (f->logins), G_LIST_MODEL (f->forwards), NOW);
  give_hosts (team, 1, LK_HOST_NEEDED);
  after = lk_tray_state_new (f->teams, G_LIST_MODEL (f->logins), G_LIST_MODEL (f->forwards), NOW);
  g_assert_false (lk_tray_entries_equal (before->entries, after->entries));
}

static void
test_command (void)
{
  static const char *const commands[][2] = {
      {"db.example.com", "ssh db.example.com"},
      {"me@db", "ssh me@db"},
      {"a b", "ssh 'a b'"},
      {"$(x)", "ssh '$(x)'"},
      {"-oProxyCommand=x", "ssh -- '-oProxyCommand=x'"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++) {
    g_autofree char *command = lk_terminal_command (commands[i][0]);

    g_assert_cmpstr (command, ==, commands[i][1]);
  }
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *path;
    void (*run) (Fixture *, gconstpointer);
  } tests[] = {
      {"/tray-state/nothing", test_nothing},       {"/tray-state/team", test_team},
      {"/tray-state/no-session", test_no_session}, {"/tray-state/foremost", test_foremost},
      {"/tray-state/ended", test_ended},           {"/tray-state/many-hosts", test_many_hosts},
      {"/tray-state/forwards", test_forwards},     {"/tray-state/differs", test_differs},
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].run, tear_down);
  g_test_add_func ("/terminal/command", test_command);
  return g_test_run ();
}
