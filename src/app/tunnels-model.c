/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tunnels-model.h"

#include "session/file-watch.h"
#include "tunnels/record.h"

struct _LkTunnelsModel {
  GObject parent;
  char *runtime_dir;
  GPtrArray *items;
  LkFileWatch *watch;
  GCancellable *cancellable;
  gboolean reading, again;
};

static void list_model_init (GListModelInterface *iface);

G_DEFINE_TYPE_WITH_CODE (LkTunnelsModel,
                         lk_tunnels_model,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static GType
get_item_type (GListModel *model)
{
  return LK_TYPE_TUNNEL_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return LK_TUNNELS_MODEL (model)->items->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  GPtrArray *items = LK_TUNNELS_MODEL (model)->items;

  return position < items->len ? g_object_ref (items->pdata[position]) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static gboolean
is_same (const LkTunnelItem *item, const LkOpenTunnel *tunnel)
{
  return g_str_equal (lk_tunnel_item_get_tunnel ((LkTunnelItem *) item)->id, tunnel->id);
}

static gboolean
is_in (GPtrArray *tunnels, const LkTunnelItem *item)
{
  for (guint i = 0; i < tunnels->len; i++) {
    if (is_same (item, tunnels->pdata[i]))
      return TRUE;
  }
  return FALSE;
}

/* Both are in the same order. Objects stay, for the user may be about to press one's button. */
static void
take (LkTunnelsModel *self, GPtrArray *tunnels)
{
  for (guint i = 0; i < self->items->len;) {
    if (is_in (tunnels, self->items->pdata[i])) {
      i++;
    } else {
      g_ptr_array_remove_index (self->items, i);
      g_list_model_items_changed (G_LIST_MODEL (self), i, 1, 0);
    }
  }
  g_ptr_array_set_free_func (tunnels, NULL);
  for (guint i = 0; i < tunnels->len; i++) {
    if (i < self->items->len && is_same (self->items->pdata[i], tunnels->pdata[i])) {
      lk_tunnel_item_update (self->items->pdata[i], tunnels->pdata[i]);
    } else {
      g_ptr_array_insert (self->items, (int) i, lk_tunnel_item_new (tunnels->pdata[i]));
      g_list_model_items_changed (G_LIST_MODEL (self), i, 0, 1);
    }
  }
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  LkTunnelsModel *self = LK_TUNNELS_MODEL (source);
  g_autoptr (GPtrArray) tunnels = g_task_propagate_pointer (G_TASK (result), NULL);

  if (tunnels == NULL)
    return;
  self->reading = FALSE;
  take (self, tunnels);
  if (self->again)
    lk_tunnels_model_refresh (self);
}

static void
look (GTask *task, gpointer source, gpointer runtime_dir, GCancellable *cancellable)
{
  g_task_return_pointer (task, lk_open_tunnels_list (runtime_dir),
                         (GDestroyNotify) g_ptr_array_unref);
}

void
lk_tunnels_model_refresh (LkTunnelsModel *self)
{
  g_autoptr (GTask) task = NULL;

  self->again = self->reading;
  if (self->reading)
    return;
  self->reading = TRUE;
  task = g_task_new (self, self->cancellable, on_listed, NULL);
  g_task_set_task_data (task, g_strdup (self->runtime_dir), g_free);
  g_task_run_in_thread (task, look);
}

static void
on_changed (gpointer data)
{
  lk_tunnels_model_refresh (data);
}

static void
lk_tunnels_model_dispose (GObject *object)
{
  LkTunnelsModel *self = LK_TUNNELS_MODEL (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_pointer (&self->watch, lk_file_watch_free);
  G_OBJECT_CLASS (lk_tunnels_model_parent_class)->dispose (object);
}

static void
lk_tunnels_model_finalize (GObject *object)
{
  LkTunnelsModel *self = LK_TUNNELS_MODEL (object);

  g_clear_object (&self->cancellable);
  g_free (self->runtime_dir);
  g_ptr_array_unref (self->items);
  G_OBJECT_CLASS (lk_tunnels_model_parent_class)->finalize (object);
}

static void
lk_tunnels_model_class_init (LkTunnelsModelClass *class)
{
  G_OBJECT_CLASS (class)->dispose = lk_tunnels_model_dispose;
  G_OBJECT_CLASS (class)->finalize = lk_tunnels_model_finalize;
}

static void
lk_tunnels_model_init (LkTunnelsModel *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->cancellable = g_cancellable_new ();
}

LkTunnelsModel *
lk_tunnels_model_new (const char *runtime_dir)
{
  LkTunnelsModel *self = g_object_new (LK_TYPE_TUNNELS_MODEL, NULL);
  g_autofree char *folder = lk_tunnels_folder (runtime_dir);
  g_autoptr (GError) error = NULL;

  self->runtime_dir = g_strdup (runtime_dir);
  /* Watch first, look afterwards. */
  self->watch = lk_file_watch_new (folder, on_changed, self, &error);
  if (self->watch == NULL)
    g_warning ("%s", error->message);
  lk_tunnels_model_refresh (self);
  return self;
}

gboolean
lk_tunnels_model_end (LkTunnelsModel *self, const char *id, GError **error)
{
  return lk_open_tunnel_end (self->runtime_dir, id, error);
}
