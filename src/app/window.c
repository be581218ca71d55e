/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window.h"

#include <glib/gi18n.h>

#include "empty-page.h"
#include "label.h"
#include "login-sheet.h"
#include "pages.h"
#include "team-group.h"

/* How often the times that are left are worded anew, in seconds: for who looks, and for who does not. */
#define TICK_ACTIVE 20
#define TICK_IDLE 60
/* After so many milliseconds one has waited. */
#define SLOW 400

struct _LkWindow {
  HdyApplicationWindow parent;
  HdyDeck *deck;
  GtkWidget *main_page;
  LkPages *pages;
  LkEmptyPage *empty_page; /* NULL until somebody looks at it */
  GtkBox *groups;
  GtkStack *stack;
  GtkLabel *left_out;
  GtkInfoBar *banner;
  GtkLabel *banner_text;
  GtkInfoBar *offer;
  GtkLabel *offer_text;
  gboolean offered;
  HdySearchBar *search_bar;
  GtkEntry *search_entry;
  GtkWidget *search_button;
  GtkWidget *menu_button;
  GtkToggleButton *add_button;
  GtkRevealer *tray_note;
  GtkSpinner *spinner;
  GtkAdjustment *scrolled;
  LkLoginSheet *sheet;
  LkHostsModel *hosts;
  LkActions *actions;
  guint tick;
  guint slow;
};

G_DEFINE_TYPE (LkWindow, lk_window, HDY_TYPE_APPLICATION_WINDOW)

/* Who has no host behind Access yet, and looks for none of the others. */
static gboolean
is_newcomer (LkWindow *self)
{
  return lk_hosts_model_get_n_access (self->hosts) == 0 &&
         *gtk_entry_get_text (self->search_entry) == '\0';
}

static void
on_empty_login (LkWindow *self, const char *host)
{
  lk_actions_login (self->actions, host);
  gtk_toggle_button_set_active (self->add_button, FALSE);
}

static void
on_empty_set_up (LkWindow *self, const char *host)
{
  lk_pages_add_host (self->pages, host);
  gtk_toggle_button_set_active (self->add_button, FALSE);
}

static void
make_empty_page (LkWindow *self)
{
  self->empty_page = g_object_new (LK_TYPE_EMPTY_PAGE, NULL);
  g_signal_connect_object (self->empty_page, "login", G_CALLBACK (on_empty_login), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->empty_page, "set-up", G_CALLBACK (on_empty_set_up), self,
                           G_CONNECT_SWAPPED);
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->empty_page), "empty");
}

static void
choose_page (LkWindow *self)
{
  guint left_out = lk_hosts_model_get_n_left_out (self->hosts);
  const char *page = "hosts";

  if (!lk_hosts_model_get_loaded (self->hosts))
    page = "loading";
  else if (gtk_toggle_button_get_active (self->add_button) || is_newcomer (self))
    page = "empty";
  else if (g_list_model_get_n_items (G_LIST_MODEL (self->hosts)) == 0)
    page = "nothing";
  if (self->empty_page == NULL && g_str_equal (page, "empty"))
    make_empty_page (self);
  gtk_stack_set_visible_child_name (self->stack, page);
  /* One that nobody sees would be drawn for ever all the same. */
  if (!g_str_equal (page, "loading"))
    gtk_spinner_stop (self->spinner);
  gtk_widget_set_sensitive (self->search_button, lk_hosts_model_get_n_hosts (self->hosts) > 0);

  gtk_widget_set_visible (GTK_WIDGET (self->left_out), left_out > 0);
  if (left_out > 0) {
    g_autofree char *text =
        g_strdup_printf (ngettext ("%u more host. Search to find it.",
                                   "%u more hosts. Search to find them.", left_out),
                         left_out);
    gtk_label_set_text (self->left_out, text);
  }
}

/* Told once; the menu has it from then on. */
static void
offer_import (LkWindow *self)
{
  guint n = lk_hosts_model_get_n_cloudflared (self->hosts);
  g_autofree char *text = NULL;

  if (n == 0)
    gtk_info_bar_set_revealed (self->offer, FALSE);
  if (n == 0 || self->offered)
    return;
  self->offered = TRUE;
  text = g_strdup_printf (
      ngettext ("%u host is set up for cloudflared.", "%u hosts are set up for cloudflared.", n),
      n);
  gtk_label_set_text (self->offer_text, text);
  gtk_info_bar_set_revealed (self->offer, TRUE);
}

static void
on_hosts_changed (LkWindow *self)
{
  const GError *error = lk_hosts_model_get_config_error (self->hosts);

  choose_page (self);
  offer_import (self);
  if (error != NULL)
    lk_window_tell (self, error->message, GTK_MESSAGE_WARNING);
}

static void
on_groups_changed (LkWindow *self, guint position, guint removed, guint added, GListModel *model)
{
  g_autoptr (GList) groups = gtk_container_get_children (GTK_CONTAINER (self->groups));
  GList *at = g_list_nth (groups, position);

  for (guint i = 0; i < removed && at != NULL; i++, at = at->next)
    gtk_widget_destroy (at->data);
  for (guint i = 0; i < added; i++) {
    g_autoptr (LkTeamItem) item = g_list_model_get_item (model, position + i);
    GtkWidget *group = lk_team_group_new (item);

    gtk_container_add (GTK_CONTAINER (self->groups), group);
    gtk_box_reorder_child (self->groups, group, (int) (position + i));
  }
}

/* Less than the height of the window is left. */
static void
on_scrolled (LkWindow *self)
{
  double height = gtk_adjustment_get_page_size (self->scrolled);
  double end = gtk_adjustment_get_upper (self->scrolled);

  if (self->hosts != NULL && gtk_adjustment_get_value (self->scrolled) + 2 * height > end)
    lk_hosts_model_show_more (self->hosts);
}

static void
on_search_changed (LkWindow *self)
{
  if (self->hosts == NULL)
    return;
  lk_hosts_model_set_search (self->hosts, gtk_entry_get_text (self->search_entry));
  gtk_adjustment_set_value (self->scrolled, 0);
  choose_page (self);
}

static void
on_add_toggled (LkWindow *self)
{
  if (self->hosts != NULL)
    choose_page (self);
}

static void
on_offer_response (LkWindow *self, int response)
{
  gtk_info_bar_set_revealed (self->offer, FALSE);
  if (response == GTK_RESPONSE_OK)
    g_action_group_activate_action (G_ACTION_GROUP (self), "import", NULL);
}

static void
on_banner_response (LkWindow *self)
{
  gtk_info_bar_set_revealed (self->banner, FALSE);
}

/* A spinner is for those who have to wait. */
static gboolean
on_slow (gpointer user_data)
{
  LkWindow *self = user_data;

  self->slow = 0;
  if (g_str_equal (gtk_stack_get_visible_child_name (self->stack), "loading")) {
    gtk_widget_show (GTK_WIDGET (self->spinner));
    gtk_spinner_start (self->spinner);
  }
  return G_SOURCE_REMOVE;
}

static gboolean
on_tick (gpointer user_data)
{
  LkWindow *self = user_data;
  g_autoptr (GList) groups = gtk_container_get_children (GTK_CONTAINER (self->groups));

  for (GList *group = groups; group != NULL; group = group->next)
    lk_team_group_update (group->data);
  lk_pages_update (self->pages);
  self->tick = g_timeout_add_seconds (
      gtk_window_is_active (GTK_WINDOW (self)) ? TICK_ACTIVE : TICK_IDLE, on_tick, self);
  return G_SOURCE_REMOVE;
}

static void
lk_window_map (GtkWidget *widget)
{
  LkWindow *self = LK_WINDOW (widget);

  GTK_WIDGET_CLASS (lk_window_parent_class)->map (widget);
  g_clear_handle_id (&self->tick, g_source_remove);
  on_tick (self);
}

static void
lk_window_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&LK_WINDOW (widget)->tick, g_source_remove);
  GTK_WIDGET_CLASS (lk_window_parent_class)->unmap (widget);
}

/* What has been edited is not lost by closing the window. */
gboolean
lk_window_may_close (LkWindow *self)
{
  if (lk_pages_may_close (self->pages))
    return TRUE;
  gtk_window_present (GTK_WINDOW (self));
  return FALSE;
}

static gboolean
lk_window_delete_event (GtkWidget *widget, GdkEventAny *event)
{
  return !lk_window_may_close (LK_WINDOW (widget));
}

static gboolean
lk_window_key_press_event (GtkWidget *widget, GdkEventKey *event)
{
  LkWindow *self = LK_WINDOW (widget);
  gboolean alt = (event->state & GDK_MOD1_MASK) != 0;

  if (GTK_WIDGET_CLASS (lk_window_parent_class)->key_press_event (widget, event))
    return GDK_EVENT_STOP;
  if (!lk_pages_is_main (self->pages)) {
    if (event->keyval == GDK_KEY_Escape || (alt && event->keyval == GDK_KEY_Left))
      lk_pages_back (self->pages);
    return GDK_EVENT_PROPAGATE;
  }
  /* Typing begins a search. */
  return gtk_widget_get_sensitive (self->search_button) &&
         hdy_search_bar_handle_event (self->search_bar, (GdkEvent *) event);
}

static void
on_search_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  LkWindow *self = user_data;
  GtkToggleButton *button = GTK_TOGGLE_BUTTON (self->search_button);

  if (lk_pages_is_editing (self->pages))
    return;
  lk_pages_back (self->pages);
  gtk_toggle_button_set_active (button, !gtk_toggle_button_get_active (button));
  if (gtk_toggle_button_get_active (button))
    gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

static void
on_menu_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  LkWindow *self = user_data;

  if (lk_pages_is_editing (self->pages))
    return;
  lk_pages_back (self->pages);
  gtk_button_clicked (GTK_BUTTON (self->menu_button));
}

/* The next time GTK shows it by itself. */
static void
on_help_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_autoptr (GtkBuilder) builder =
      gtk_builder_new_from_resource ("/org/latchkey/Latchkey/ui/help-overlay.ui");
  GtkWidget *overlay = GTK_WIDGET (gtk_builder_get_object (builder, "help_overlay"));

  gtk_application_window_set_help_overlay (user_data, GTK_SHORTCUTS_WINDOW (overlay));
  gtk_widget_show (overlay);
}

static void
on_close_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gtk_window_close (user_data);
}

static void
lk_window_dispose (GObject *object)
{
  LkWindow *self = LK_WINDOW (object);

  g_clear_handle_id (&self->tick, g_source_remove);
  g_clear_handle_id (&self->slow, g_source_remove);
  g_clear_object (&self->pages);
  g_clear_object (&self->hosts);
  g_clear_object (&self->actions);
  G_OBJECT_CLASS (lk_window_parent_class)->dispose (object);
}

static void
lk_window_class_init (LkWindowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = lk_window_dispose;
  widget_class->map = lk_window_map;
  widget_class->unmap = lk_window_unmap;
  widget_class->delete_event = lk_window_delete_event;
  widget_class->key_press_event = lk_window_key_press_event;
  g_type_ensure (LK_TYPE_LOGIN_SHEET);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/latchkey/Latchkey/ui/window.ui");
  gtk_widget_class_bind_template_child (widget_class, LkWindow, deck);
  gtk_widget_class_bind_template_child (widget_class, LkWindow, main_page);
  gtk_widget_class_bind_template_child (widget_class, LkWindow, groups);
  gtk_widget_class_bind_template_child (widget_class, LkWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, LkWindow, left_out);
  gtk_widget_class_bind_template_child (widget_class, LkWindow, banner);
  gtk_widget_class_bind_template_child (widget_class, LkWindow, banner_text);
  gtk_widget_class_bind_template_child (widget_class, LkWindow, offer);
  gtk_widget_class_bind_template_child (widget_class, LkWindow, offer_text);
  gtk_widget_class_bind_template_callback (widget_class, on_offer_response);
  gtk_widget_class_bind_template_child (widget_class, LkWindow, search_bar);
  gtk_widget_class_bind_template_child (widget_class, LkWindow, search_entry);
  gtk_widget_class_bind_template_child (widget_class, LkWindow, search_button);
  gtk_widget_class_bind_template_child (widget_class, LkWindow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, LkWindow, add_button);
  gtk_widget_class_bind_template_child (widget_class, LkWindow, sheet);
  gtk_widget_class_bind_template_child (widget_class, LkWindow, spinner);
  gtk_widget_class_bind_template_child (widget_class, LkWindow, scrolled);
  gtk_widget_class_bind_template_child (widget_class, LkWindow, tray_note);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_scrolled);
  gtk_widget_class_bind_template_callback (widget_class, on_banner_response);
  gtk_widget_class_bind_template_callback (widget_class, on_add_toggled);
}

static void
lk_window_init (LkWindow *self)
{
  static const GActionEntry entries[] = {
      {"search", on_search_action},
      {"menu", on_menu_action},
      {"close", on_close_action},
      {"show-help-overlay", on_help_action},
  };

  gtk_widget_init_template (GTK_WIDGET (self));
  self->pages = lk_pages_new (self->deck, self->main_page);
  self->slow = g_timeout_add (SLOW, on_slow, self);
  hdy_search_bar_connect_entry (self->search_bar, self->search_entry);
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  lk_pages_add_actions (self->pages, G_ACTION_MAP (self));
}

LkWindow *
lk_window_new (GtkApplication *application)
{
  return g_object_new (LK_TYPE_WINDOW, "application", application, NULL);
}

static void
on_failed (LkWindow *self, const char *text)
{
  lk_window_tell (self, text, GTK_MESSAGE_WARNING);
}

static void
on_done (LkWindow *self, const char *text)
{
  lk_window_tell (self, text, GTK_MESSAGE_INFO);
}

void
lk_window_show_models (LkWindow *self,
                       LkSessionsModel *sessions,
                       LkHostsModel *hosts,
                       LkForwards *forwards,
                       LkLogins *logins,
                       LkActions *actions)
{
  self->hosts = g_object_ref (hosts);
  self->actions = g_object_ref (actions);
  g_signal_connect_object (hosts, "items-changed", G_CALLBACK (on_groups_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (hosts, "changed", G_CALLBACK (on_hosts_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (actions, "failed", G_CALLBACK (on_failed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (actions, "done", G_CALLBACK (on_done), self, G_CONNECT_SWAPPED);
  lk_login_sheet_set_logins (self->sheet, logins);
  on_groups_changed (self, 0, 0, g_list_model_get_n_items (G_LIST_MODEL (hosts)),
                     G_LIST_MODEL (hosts));
  choose_page (self);
  lk_pages_show_models (self->pages, sessions, hosts, forwards);
}

void
lk_window_show_host (LkWindow *self, const char *name)
{
  lk_pages_show_host (self->pages, name);
}

void
lk_window_tell (LkWindow *self, const char *text, GtkMessageType type)
{
  gtk_info_bar_set_message_type (self->banner, type);
  lk_label_say (self->banner_text, text);
  gtk_info_bar_set_revealed (self->banner, TRUE);
}

void
lk_window_set_tray_available (LkWindow *self, gboolean available)
{
  gtk_revealer_set_reveal_child (self->tray_note, !available);
}
