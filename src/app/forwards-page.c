/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "forwards-page.h"

#include "forward-dialog.h"
#include "forward-row.h"
#include "tunnel-row.h"

/* How often what the tunnels carry is looked at, in seconds: for who looks, and for who does not. */
#define TICK_ACTIVE 2
#define TICK_IDLE 60

struct _LkForwardsPage {
  GtkBin parent;
  GtkListBox *tunnel_list;
  GtkListBox *forward_list;
  GtkWidget *no_tunnels, *no_forwards, *locked, *add;
  LkForwards *forwards;
  LkHostsModel *hosts;
  guint tick;
};

enum { BACK, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_TYPE (LkForwardsPage, lk_forwards_page, GTK_TYPE_BIN)

static void
on_back_clicked (LkForwardsPage *self)
{
  g_signal_emit (self, signals[BACK], 0);
}

static void
on_add_clicked (LkForwardsPage *self)
{
  lk_forward_dialog_open (GTK_WIDGET (self), self->forwards, self->hosts, NULL);
}

static gboolean
on_tick (gpointer user_data)
{
  LkForwardsPage *self = user_data;
  GtkWidget *window = gtk_widget_get_toplevel (GTK_WIDGET (self));
  gboolean active = GTK_IS_WINDOW (window) && gtk_window_is_active (GTK_WINDOW (window));

  lk_tunnels_model_refresh (lk_forwards_get_tunnels (self->forwards));
  self->tick = g_timeout_add_seconds (active ? TICK_ACTIVE : TICK_IDLE, on_tick, self);
  return G_SOURCE_REMOVE;
}

static void
restart_tick (LkForwardsPage *self)
{
  g_clear_handle_id (&self->tick, g_source_remove);
  on_tick (self);
}

static void
lk_forwards_page_map (GtkWidget *widget)
{
  GtkWidget *window = gtk_widget_get_toplevel (widget);

  GTK_WIDGET_CLASS (lk_forwards_page_parent_class)->map (widget);
  g_signal_connect_object (window, "notify::is-active", G_CALLBACK (restart_tick), widget,
                           G_CONNECT_SWAPPED);
  restart_tick (LK_FORWARDS_PAGE (widget));
}

static void
lk_forwards_page_unmap (GtkWidget *widget)
{
  LkForwardsPage *self = LK_FORWARDS_PAGE (widget);

  g_signal_handlers_disconnect_by_data (gtk_widget_get_toplevel (widget), self);
  g_clear_handle_id (&self->tick, g_source_remove);
  GTK_WIDGET_CLASS (lk_forwards_page_parent_class)->unmap (widget);
}

static void
lk_forwards_page_dispose (GObject *object)
{
  LkForwardsPage *self = LK_FORWARDS_PAGE (object);

  g_clear_handle_id (&self->tick, g_source_remove);
  g_clear_object (&self->forwards);
  g_clear_object (&self->hosts);
  G_OBJECT_CLASS (lk_forwards_page_parent_class)->dispose (object);
}

static void
lk_forwards_page_class_init (LkForwardsPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = lk_forwards_page_dispose;
  widget_class->map = lk_forwards_page_map;
  widget_class->unmap = lk_forwards_page_unmap;
  signals[BACK] = g_signal_new ("back", LK_TYPE_FORWARDS_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/latchkey/Latchkey/ui/forwards-page.ui");
  gtk_widget_class_bind_template_child (widget_class, LkForwardsPage, tunnel_list);
  gtk_widget_class_bind_template_child (widget_class, LkForwardsPage, no_tunnels);
  gtk_widget_class_bind_template_child (widget_class, LkForwardsPage, forward_list);
  gtk_widget_class_bind_template_child (widget_class, LkForwardsPage, no_forwards);
  gtk_widget_class_bind_template_child (widget_class, LkForwardsPage, locked);
  gtk_widget_class_bind_template_child (widget_class, LkForwardsPage, add);
  gtk_widget_class_bind_template_callback (widget_class, on_add_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_back_clicked);
}

static void
lk_forwards_page_init (LkForwardsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static GtkWidget *
make_tunnel_row (gpointer item, gpointer user_data)
{
  return lk_tunnel_row_new (item);
}

static void
on_edit (LkForwardRow *row, gpointer user_data)
{
  LkForwardsPage *self = user_data;

  lk_forward_dialog_open (GTK_WIDGET (self), self->forwards, self->hosts,
                          lk_forward_row_get_forward (row));
}

static GtkWidget *
make_forward_row (gpointer item, gpointer user_data)
{
  LkForwardsPage *self = user_data;
  GtkWidget *row = lk_forward_row_new (item, lk_forwards_is_writable (self->forwards));

  g_signal_connect_object (row, "edit", G_CALLBACK (on_edit), self, 0);
  return row;
}

/* A list that has nothing in it would be a line. */
static void
show_list (GListModel *model, gpointer list, GtkWidget *otherwise)
{
  gboolean any = g_list_model_get_n_items (model) > 0;

  gtk_widget_set_visible (otherwise, !any);
  gtk_widget_set_visible (GTK_WIDGET (list), any);
}

static void
on_items_changed (LkForwardsPage *self)
{
  gboolean writable = lk_forwards_is_writable (self->forwards);

  show_list (G_LIST_MODEL (self->forwards), self->forward_list, self->no_forwards);
  show_list (G_LIST_MODEL (lk_forwards_get_tunnels (self->forwards)), self->tunnel_list,
             self->no_tunnels);
  gtk_widget_set_visible (self->locked, !writable);
  gtk_widget_set_sensitive (self->add, writable);
}

GtkWidget *
lk_forwards_page_new (LkForwards *forwards, LkHostsModel *hosts)
{
  LkForwardsPage *self = g_object_new (LK_TYPE_FORWARDS_PAGE, NULL);
  GListModel *tunnels = G_LIST_MODEL (lk_forwards_get_tunnels (forwards));

  self->forwards = g_object_ref (forwards);
  self->hosts = g_object_ref (hosts);
  gtk_list_box_bind_model (self->forward_list, G_LIST_MODEL (forwards), make_forward_row, self,
                           NULL);
  gtk_list_box_bind_model (self->tunnel_list, tunnels, make_tunnel_row, NULL, NULL);
  g_signal_connect_object (forwards, "items-changed", G_CALLBACK (on_items_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (tunnels, "items-changed", G_CALLBACK (on_items_changed), self,
                           G_CONNECT_SWAPPED);
  on_items_changed (self);
  return GTK_WIDGET (self);
}
