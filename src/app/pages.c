/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pages.h"

#include "add-host-dialog.h"
#include "check-page.h"
#include "forwards-page.h"
#include "history-page.h"
#include "host-editor.h"
#include "host-page.h"
#include "import.h"

struct _LkPages {
  GObject parent;
  HdyDeck *deck;
  GtkWidget *main_page;
  LkHostPage *host_page; /* NULL until somebody looks at it, as the next ones */
  GtkWidget *forwards_page;
  LkHistoryPage *history_page;
  LkCheckPage *check_page;
  LkHostEditor *host_editor;
  LkSessionsModel *sessions; /* NULL before they are shown, as the next ones */
  LkHostsModel *hosts;
  LkForwards *forwards;
  GAction *wanted; /* (owned) (nullable): came before they were shown */
};

G_DEFINE_TYPE (LkPages, lk_pages, G_TYPE_OBJECT)

static void
lk_pages_finalize (GObject *object)
{
  LkPages *self = LK_PAGES (object);

  g_clear_object (&self->sessions);
  g_clear_object (&self->hosts);
  g_clear_object (&self->forwards);
  g_clear_object (&self->wanted);
  G_OBJECT_CLASS (lk_pages_parent_class)->finalize (object);
}

static void
lk_pages_class_init (LkPagesClass *class)
{
  G_OBJECT_CLASS (class)->finalize = lk_pages_finalize;
}

static void
lk_pages_init (LkPages *self)
{
}

LkPages *
lk_pages_new (HdyDeck *deck, GtkWidget *main_page)
{
  LkPages *self = g_object_new (LK_TYPE_PAGES, NULL);

  self->deck = deck;
  self->main_page = main_page;
  return self;
}

gboolean
lk_pages_is_main (LkPages *self)
{
  return hdy_deck_get_visible_child (self->deck) == self->main_page;
}

gboolean
lk_pages_is_editing (LkPages *self)
{
  return self->host_editor != NULL &&
         hdy_deck_get_visible_child (self->deck) == GTK_WIDGET (self->host_editor);
}

void
lk_pages_back (LkPages *self)
{
  if (lk_pages_is_editing (self))
    lk_host_editor_close (self->host_editor);
  else
    hdy_deck_set_visible_child (self->deck, self->main_page);
}

gboolean
lk_pages_may_close (LkPages *self)
{
  if (!lk_pages_is_editing (self) || !lk_host_editor_get_changed (self->host_editor))
    return TRUE;
  lk_host_editor_close (self->host_editor);
  return FALSE;
}

void
lk_pages_update (LkPages *self)
{
  if (self->host_page != NULL)
    lk_host_page_update (self->host_page);
}

/* @page: (transfer floating). Returns: (transfer none): it */
static gpointer
add (LkPages *self, gpointer page, const char *left, GCallback on_left)
{
  gtk_widget_show (page);
  g_signal_connect_object (page, left, on_left, self, G_CONNECT_SWAPPED);
  gtk_container_add (GTK_CONTAINER (self->deck), page);
  return page;
}

static gpointer
make (LkPages *self, GType type)
{
  return add (self, g_object_new (type, NULL), "back", G_CALLBACK (lk_pages_back));
}

static void
show (LkPages *self, gpointer page)
{
  hdy_deck_reorder_child_after (self->deck, GTK_WIDGET (page), self->main_page);
  hdy_deck_set_visible_child (self->deck, GTK_WIDGET (page));
}

void
lk_pages_show_host (LkPages *self, const char *name)
{
  LkHostItem *item = self->hosts == NULL ? NULL : lk_hosts_model_find (self->hosts, name);

  if (item == NULL || lk_pages_is_editing (self))
    return;
  if (self->host_page == NULL)
    self->host_page = make (self, LK_TYPE_HOST_PAGE);
  show (self, self->host_page);
  lk_host_page_show (self->host_page, item,
                     lk_session_get_runtime_dir (lk_sessions_model_get_session (self->sessions)));
}

/* What needs the models is done as soon as they are there. */
static gboolean
comes_early (LkPages *self, GSimpleAction *action)
{
  if (self->hosts == NULL)
    g_set_object (&self->wanted, G_ACTION (action));
  return self->hosts == NULL;
}

static void
on_forwards (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  LkPages *self = user_data;

  if (comes_early (self, action) || lk_pages_is_editing (self))
    return;
  if (self->forwards_page == NULL)
    self->forwards_page = add (self, lk_forwards_page_new (self->forwards, self->hosts), "back",
                               G_CALLBACK (lk_pages_back));
  show (self, self->forwards_page);
  gtk_widget_child_focus (self->forwards_page, GTK_DIR_TAB_FORWARD);
}

static void
on_history (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  LkPages *self = user_data;
  g_autofree char *folder = g_build_filename (g_get_home_dir (), ".ssh", NULL);

  if (lk_pages_is_editing (self))
    return;
  if (self->history_page == NULL)
    self->history_page = make (self, LK_TYPE_HISTORY_PAGE);
  show (self, self->history_page);
  lk_history_page_show (self->history_page, folder);
}

static void
on_check (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  LkPages *self = user_data;
  g_autofree char *folder = g_build_filename (g_get_home_dir (), ".ssh", NULL);

  if (lk_pages_is_editing (self))
    return;
  if (self->check_page == NULL)
    self->check_page = make (self, LK_TYPE_CHECK_PAGE);
  show (self, self->check_page);
  lk_check_page_show (self->check_page, folder);
}

static void
on_edit_closed (LkPages *self, const char *name)
{
  hdy_deck_set_can_swipe_back (self->deck, TRUE);
  hdy_deck_set_visible_child (self->deck, self->main_page);
  if (name != NULL)
    lk_pages_show_host (self, name);
}

/* This page has no way back but its own, which asks about what is not saved. */
static void
on_edit (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  LkPages *self = user_data;
  g_autofree char *folder = g_build_filename (g_get_home_dir (), ".ssh", NULL);

  if (lk_pages_is_editing (self))
    return;
  if (self->host_editor == NULL)
    self->host_editor =
        add (self, g_object_new (LK_TYPE_HOST_EDITOR, NULL), "closed", G_CALLBACK (on_edit_closed));
  hdy_deck_set_can_swipe_back (self->deck, FALSE);
  show (self, self->host_editor);
  lk_host_editor_open (self->host_editor, folder, g_variant_get_string (parameter, NULL));
}

void
lk_pages_add_host (LkPages *self, const char *host)
{
  g_autofree char *folder = g_build_filename (g_get_home_dir (), ".ssh", NULL);

  if (!lk_pages_is_editing (self))
    lk_add_host_dialog_open (GTK_WIDGET (self->deck),
                             lk_sessions_model_get_session (self->sessions), folder, host);
}

static void
on_add_host (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  if (!comes_early (user_data, action))
    lk_pages_add_host (user_data, NULL);
}

static void
on_import (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  LkPages *self = user_data;
  g_autofree char *folder = g_build_filename (g_get_home_dir (), ".ssh", NULL);

  if (!comes_early (self, action) && !lk_pages_is_editing (self))
    lk_import_run (GTK_WIDGET (self->deck), lk_sessions_model_get_session (self->sessions), folder);
}

void
lk_pages_add_actions (LkPages *self, GActionMap *map)
{
  static const GActionEntry entries[] = {
      {"forwards", on_forwards}, {"history", on_history},   {"check", on_check},
      {"edit", on_edit, "s"},    {"add-host", on_add_host}, {"import", on_import},
  };

  g_action_map_add_action_entries (map, entries, G_N_ELEMENTS (entries), self);
}

void
lk_pages_show_models (LkPages *self,
                      LkSessionsModel *sessions,
                      LkHostsModel *hosts,
                      LkForwards *forwards)
{
  g_set_object (&self->sessions, sessions);
  g_set_object (&self->hosts, hosts);
  g_set_object (&self->forwards, forwards);
  if (self->wanted != NULL)
    g_action_activate (self->wanted, NULL);
  g_clear_object (&self->wanted);
}
