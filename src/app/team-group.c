/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "team-group.h"

#include <string.h>
#include <glib/gi18n.h>

#include "base/clock.h"
#include "host-row.h"

struct _LkTeamGroup {
  GtkBox parent;
  GtkLabel *title;
  GtkLabel *subtitle;
  GtkWidget *login;
  GtkWidget *logout;
  GtkListBox *list;
  LkTeamItem *item;
};

G_DEFINE_TYPE (LkTeamGroup, lk_team_group, GTK_TYPE_BOX)

/* Up and down lead from one group's list into the next. */
static gboolean
on_keynav_failed (LkTeamGroup *self, GtkDirectionType direction)
{
  GtkWidget *toplevel = gtk_widget_get_toplevel (GTK_WIDGET (self));

  if (direction != GTK_DIR_UP && direction != GTK_DIR_DOWN)
    return GDK_EVENT_PROPAGATE;
  return gtk_widget_child_focus (toplevel, direction == GTK_DIR_UP ? GTK_DIR_TAB_BACKWARD
                                                                   : GTK_DIR_TAB_FORWARD);
}

/* To say again what is there already would draw the whole window. */
static void
say (GtkLabel *label, const char *text)
{
  if (strcmp (gtk_label_get_text (label), text) != 0)
    gtk_label_set_text (label, text);
}

static void
update_header (LkTeamGroup *self)
{
  g_autofree char *text = lk_team_item_describe (self->item, lk_clock_system ());
  LkHostState state = lk_team_item_get_state (self->item);
  gboolean is_team = lk_team_item_is_team (self->item);
  const char *label = state == LK_HOST_NEEDED ? _ ("Log In") : _ ("Renew");

  say (self->title, lk_team_item_get_title (self->item));
  say (self->subtitle, text);
  if (g_strcmp0 (gtk_button_get_label (GTK_BUTTON (self->login)), label) != 0)
    gtk_button_set_label (GTK_BUTTON (self->login), label);
  gtk_widget_set_visible (self->login,
                          is_team && (state == LK_HOST_NEEDED || state == LK_HOST_EXPIRING));
  gtk_widget_set_visible (self->logout, is_team && state != LK_HOST_NEEDED);
}

void
lk_team_group_update (LkTeamGroup *self)
{
  g_autoptr (GList) rows = gtk_container_get_children (GTK_CONTAINER (self->list));

  update_header (self);
  for (GList *row = rows; row != NULL; row = row->next)
    lk_host_row_update (row->data);
}

static void
lk_team_group_finalize (GObject *object)
{
  g_clear_object (&LK_TEAM_GROUP (object)->item);
  G_OBJECT_CLASS (lk_team_group_parent_class)->finalize (object);
}

static void
lk_team_group_class_init (LkTeamGroupClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = lk_team_group_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/latchkey/Latchkey/ui/team-group.ui");
  gtk_widget_class_bind_template_child (widget_class, LkTeamGroup, title);
  gtk_widget_class_bind_template_child (widget_class, LkTeamGroup, subtitle);
  gtk_widget_class_bind_template_child (widget_class, LkTeamGroup, login);
  gtk_widget_class_bind_template_child (widget_class, LkTeamGroup, logout);
  gtk_widget_class_bind_template_child (widget_class, LkTeamGroup, list);
  gtk_widget_class_bind_template_callback (widget_class, on_keynav_failed);
}

static void
lk_team_group_init (LkTeamGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static GtkWidget *
make_row (gpointer item, gpointer user_data)
{
  return lk_host_row_new (item);
}

GtkWidget *
lk_team_group_new (LkTeamItem *item)
{
  LkTeamGroup *self = g_object_new (LK_TYPE_TEAM_GROUP, NULL);

  self->item = g_object_ref (item);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->login), "s",
                                    lk_team_item_get_team (item));
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->logout), "s",
                                    lk_team_item_get_team (item));
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (item), make_row, NULL, NULL);
  g_signal_connect_object (item, "changed", G_CALLBACK (update_header), self, G_CONNECT_SWAPPED);
  update_header (self);
  return GTK_WIDGET (self);
}
