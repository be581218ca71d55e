/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tray-state.h"

#include <glib/gi18n.h>

#include "forward.h"
#include "login.h"
#include "team-item.h"

/* A longer menu leaves the screen; the window shows them all. */
#define HOSTS_MAX 20

static void
entry_free (gpointer data)
{
  LkTrayEntry *entry = data;

  g_free (entry->label);
  g_free (entry->target);
  g_clear_pointer (&entry->children, g_ptr_array_unref);
  g_free (entry);
}

static GPtrArray *
menu_new (void)
{
  return g_ptr_array_new_with_free_func (entry_free);
}

/* @label: (transfer full) */
static LkTrayEntry *
add (GPtrArray *menu, char *label, const char *action, const char *target)
{
  LkTrayEntry *entry = g_new0 (LkTrayEntry, 1);

  entry->label = label;
  entry->action = action;
  entry->target = g_strdup (target);
  g_ptr_array_add (menu, entry);
  return entry;
}

static void
add_line (GPtrArray *menu)
{
  if (menu->len > 0)
    add (menu, NULL, NULL, NULL);
}

static void
add_host (GPtrArray *menu, LkHostItem *host, gint64 now)
{
  const char *name = lk_host_item_get_name (host);
  g_autofree char *words = lk_host_item_describe (host, now);

  switch (lk_host_item_get_state (host)) {
  case LK_HOST_PLAIN:
  case LK_HOST_READY:
  case LK_HOST_EXPIRING:
    add (menu, g_strdup_printf (_ ("Connect to %s"), name), "connect", name);
    break;
  case LK_HOST_OFFLINE:
    add (menu, g_strdup_printf (_ ("Connect to %s (%s)"), name, words), "connect", name);
    break;
  case LK_HOST_REFUSED:
    add (menu, g_strdup_printf (_ ("Log in to %s (%s)"), name, words), "login", name);
    break;
  case LK_HOST_NEEDED:
  default:
    add (menu, g_strdup_printf (_ ("Log in to %s"), name), "login", name);
  }
}

static void
add_hosts (GPtrArray *menu, LkTeamItem *team, gint64 now)
{
  GPtrArray *hosts = lk_team_item_get_hosts (team);

  for (guint i = 0; i < MIN (hosts->len, HOSTS_MAX); i++)
    add_host (menu, hosts->pdata[i], now);
  if (hosts->len > HOSTS_MAX)
    add (menu,
         g_strdup_printf (ngettext ("%u More Host…", "%u More Hosts…", hosts->len - HOSTS_MAX),
                          hosts->len - HOSTS_MAX),
         "show", NULL);
}

/* Whatever it was when it was last looked at: nobody is logged in after the end. */
static gboolean
is_over (LkTeamItem *team, gint64 now)
{
  return lk_team_item_get_state (team) == LK_HOST_NEEDED ||
         lk_team_item_get_expires_at (team) <= now;
}

static void
add_team (GPtrArray *menu, LkTeamItem *team, gint64 now)
{
  const char *domain = lk_team_item_get_team (team);
  const char *email = lk_team_item_get_email (team);
  gboolean needed = is_over (team, now);
  g_autofree char *left = needed ? g_strdup (_ ("login needed"))
                                 : lk_time_left (lk_team_item_get_expires_at (team), now);
  LkTrayEntry *entry =
      add (menu, g_strdup_printf (_ ("%s: %s"), lk_team_item_get_title (team), left), NULL, NULL);

  entry->children = menu_new ();
  if (email != NULL)
    add (entry->children, g_strdup (email), NULL, NULL);
  add_hosts (entry->children, team, now);
  add_line (entry->children);
  add (entry->children, g_strdup (needed ? _ ("Log In") : _ ("Renew")), "renew", domain);
  if (!needed)
    add (entry->children, g_strdup (_ ("Log Out")), "logout", domain);
}

static void
add_group (GPtrArray *menu, LkTeamItem *group, gint64 now)
{
  LkTrayEntry *entry;

  if (lk_team_item_is_team (group)) {
    add_team (menu, group, now);
    return;
  }
  entry = add (menu, g_strdup (lk_team_item_get_title (group)), NULL, NULL);
  entry->children = menu_new ();
  add_hosts (entry->children, group, now);
}

static void
add_logins (GPtrArray *menu, GListModel *logins)
{
  for (guint i = 0; i < g_list_model_get_n_items (logins); i++) {
    g_autoptr (LkLogin) login = g_list_model_get_item (logins, i);

    add (menu, g_strdup_printf (_ ("Waiting for the Login to %s…"), lk_login_get_host (login)),
         "show", NULL);
  }
}

static void
add_forwards (GPtrArray *menu, GListModel *forwards)
{
  guint n = g_list_model_get_n_items (forwards);
  GPtrArray *children;

  if (n == 0)
    return;
  children = add (menu, g_strdup (_ ("Forwards")), NULL, NULL)->children = menu_new ();
  for (guint i = 0; i < n; i++) {
    g_autoptr (LkForward) forward = g_list_model_get_item (forwards, i);
    const char *name = lk_forward_get_config (forward)->name;
    g_autofree char *state = lk_forward_describe (forward);

    /* Translators: the name of a forward, and what state it is in */
    if (lk_forward_is_on (forward))
      add (children, g_strdup_printf (_ ("Stop %s (%s)"), name, state), "stop-forward", name);
    else
      add (children, g_strdup_printf (_ ("Start %s (%s)"), name, state), "start-forward", name);
  }
  add_line (menu);
}

/* The team that most wants the user's eye: one whose session ends soon, else the one that lasts longest. */
static LkTeamItem *
foremost (GPtrArray *teams, gint64 now)
{
  LkTeamItem *best = NULL;

  for (guint i = 0; i < teams->len; i++) {
    LkTeamItem *team = teams->pdata[i];

    if (!lk_team_item_is_team (team) || is_over (team, now))
      continue;
    if (lk_team_item_get_state (team) == LK_HOST_EXPIRING)
      return team;
    if (best == NULL || lk_team_item_get_expires_at (team) > lk_team_item_get_expires_at (best))
      best = team;
  }
  return best;
}

static void
sum_up (LkTrayState *state, GPtrArray *teams, gboolean waiting, gint64 now)
{
  LkTeamItem *team = foremost (teams, now);
  g_autofree char *left =
      team == NULL ? NULL : lk_time_left (lk_team_item_get_expires_at (team), now);

  if (waiting) {
    state->icon = "org.latchkey.Latchkey-needed-symbolic";
    state->title = g_strdup (_ ("Latchkey: waiting for a login"));
  } else if (team == NULL) {
    state->icon = "org.latchkey.Latchkey-needed-symbolic";
    state->title = g_strdup (_ ("Latchkey: not logged in"));
  } else {
    state->icon = lk_team_item_get_state (team) == LK_HOST_EXPIRING
                      ? "org.latchkey.Latchkey-expiring-symbolic"
                      : "org.latchkey.Latchkey-ready-symbolic";
    state->title = g_strdup_printf (_ ("Latchkey: %s, %s"), lk_team_item_get_title (team), left);
  }
}

LkTrayState *
lk_tray_state_new (GPtrArray *teams, GListModel *logins, GListModel *forwards, gint64 now)
{
  LkTrayState *state = g_new0 (LkTrayState, 1);

  state->entries = menu_new ();
  sum_up (state, teams, g_list_model_get_n_items (logins) > 0, now);
  add_logins (state->entries, logins);
  add_line (state->entries);
  for (guint i = 0; i < teams->len; i++)
    add_group (state->entries, teams->pdata[i], now);
  if (teams->len > 0)
    add_line (state->entries);
  add_forwards (state->entries, forwards);
  add (state->entries, g_strdup (_ ("Open Latchkey")), "show", NULL);
  add (state->entries, g_strdup (_ ("Preferences")), "preferences", NULL);
  add (state->entries, g_strdup (_ ("Quit")), "quit", NULL);
  return state;
}

void
lk_tray_state_free (LkTrayState *state)
{
  g_free (state->title);
  g_ptr_array_unref (state->entries);
  g_free (state);
}

gboolean
lk_tray_entries_equal (GPtrArray *one, GPtrArray *two)
{
  if (one == NULL || two == NULL)
    return one == two;
  for (guint i = 0; i < one->len && one->len == two->len; i++) {
    const LkTrayEntry *a = one->pdata[i], *b = two->pdata[i];

    if (g_strcmp0 (a->label, b->label) != 0 || g_strcmp0 (a->action, b->action) != 0 ||
        g_strcmp0 (a->target, b->target) != 0 || !lk_tray_entries_equal (a->children, b->children))
      return FALSE;
  }
  return one->len == two->len;
}
