/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "forwards.h"

#include <string.h>

#define KEY "forwards"

struct _LkForwards {
  GObject parent;
  GSettings *settings;
  LkTunnelsModel *tunnels;
  GPtrArray *items;
  char *start; /* the name of one that is being saved and is to run, or NULL */
};

static guint changed_signal;

static void list_model_init (GListModelInterface *iface);

G_DEFINE_TYPE_WITH_CODE (LkForwards,
                         lk_forwards,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static GType
get_item_type (GListModel *model)
{
  return LK_TYPE_FORWARD;
}

static guint
get_n_items (GListModel *model)
{
  return LK_FORWARDS (model)->items->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  GPtrArray *items = LK_FORWARDS (model)->items;

  return position < items->len ? g_object_ref (items->pdata[position]) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
on_forward_changed (LkForwards *self)
{
  g_signal_emit (self, changed_signal, 0);
}

static LkForward *
make (LkForwards *self, const LkForwardConfig *config)
{
  LkForward *forward = lk_forward_new (config);

  g_signal_connect_object (forward, "changed", G_CALLBACK (on_forward_changed), self,
                           G_CONNECT_SWAPPED);
  return forward;
}

/* One that stays as it was goes on; one that runs and is changed runs afterwards. */
static LkForward *
keep_or_make (LkForwards *self, const LkForwardConfig *config)
{
  LkForward *old = lk_forwards_find (self, config->name), *forward;

  if (old != NULL && lk_forward_config_equal (lk_forward_get_config (old), config)) {
    lk_forward_set_at_login (old, config->at_login);
    return g_object_ref (old);
  }
  forward = make (self, config);
  if (old != NULL && lk_forward_is_on (old)) {
    lk_forward_stop (old);
    lk_forward_start (forward);
  }
  return forward;
}

static void
read_settings (LkForwards *self)
{
  g_autoptr (GVariant) value = g_settings_get_value (self->settings, KEY);
  g_autoptr (GPtrArray) configs = lk_forward_configs_from_variant (value);
  g_autoptr (GPtrArray) old = NULL;
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < configs->len; i++)
    g_ptr_array_add (items, keep_or_make (self, configs->pdata[i]));
  old = g_steal_pointer (&self->items);
  self->items = items;
  for (guint i = 0; i < old->len; i++) {
    if (!g_ptr_array_find (items, old->pdata[i], NULL))
      lk_forward_stop (old->pdata[i]);
  }
  g_list_model_items_changed (G_LIST_MODEL (self), 0, old->len, items->len);
  g_signal_emit (self, changed_signal, 0);
}

static void
on_settings_changed (LkForwards *self)
{
  g_autofree char *start = g_steal_pointer (&self->start);
  LkForward *forward;

  read_settings (self);
  forward = start == NULL ? NULL : lk_forwards_find (self, start);
  if (forward != NULL)
    lk_forward_start (forward);
}

static void
on_tunnels_changed (LkForwards *self)
{
  for (guint i = 0; i < self->items->len; i++)
    lk_forward_look (self->items->pdata[i], self->tunnels);
}

static void
lk_forwards_finalize (GObject *object)
{
  LkForwards *self = LK_FORWARDS (object);

  g_object_unref (self->settings);
  g_object_unref (self->tunnels);
  g_ptr_array_unref (self->items);
  g_free (self->start);
  G_OBJECT_CLASS (lk_forwards_parent_class)->finalize (object);
}

static void
lk_forwards_class_init (LkForwardsClass *class)
{
  G_OBJECT_CLASS (class)->finalize = lk_forwards_finalize;
  changed_signal = g_signal_new ("changed", LK_TYPE_FORWARDS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
lk_forwards_init (LkForwards *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
}

LkForwards *
lk_forwards_new (GSettings *settings, LkTunnelsModel *tunnels)
{
  LkForwards *self = g_object_new (LK_TYPE_FORWARDS, NULL);

  self->settings = g_object_ref (settings);
  self->tunnels = g_object_ref (tunnels);
  g_signal_connect_object (settings, "changed::" KEY, G_CALLBACK (on_settings_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (tunnels, "items-changed", G_CALLBACK (on_tunnels_changed), self,
                           G_CONNECT_SWAPPED);
  read_settings (self);
  for (guint i = 0; i < self->items->len; i++) {
    if (lk_forward_get_config (self->items->pdata[i])->at_login)
      lk_forward_start (self->items->pdata[i]);
  }
  return self;
}

LkTunnelsModel *
lk_forwards_get_tunnels (LkForwards *self)
{
  return self->tunnels;
}

gboolean
lk_forwards_is_writable (LkForwards *self)
{
  return g_settings_is_writable (self->settings, KEY);
}

LkForward *
lk_forwards_find (LkForwards *self, const char *name)
{
  for (guint i = 0; i < self->items->len; i++) {
    if (strcmp (lk_forward_get_config (self->items->pdata[i])->name, name) == 0)
      return self->items->pdata[i];
  }
  return NULL;
}

LkForward *
lk_forwards_find_at (LkForwards *self, const char *listen)
{
  for (guint i = 0; i < self->items->len; i++) {
    if (strcmp (lk_forward_get_config (self->items->pdata[i])->listen, listen) == 0)
      return self->items->pdata[i];
  }
  return NULL;
}

void
lk_forwards_save (LkForwards *self, LkForward *old, const LkForwardConfig *config)
{
  g_autoptr (GPtrArray) configs = g_ptr_array_new ();
  gboolean placed = config == NULL;

  for (guint i = 0; i < self->items->len; i++) {
    if (self->items->pdata[i] != old) {
      g_ptr_array_add (configs, (gpointer) lk_forward_get_config (self->items->pdata[i]));
    } else if (!placed) {
      g_ptr_array_add (configs, (gpointer) config);
      placed = TRUE;
    }
  }
  if (!placed)
    g_ptr_array_add (configs, (gpointer) config);
  g_free (self->start);
  self->start =
      config != NULL && (old == NULL || lk_forward_is_on (old)) ? g_strdup (config->name) : NULL;
  g_settings_set_value (self->settings, KEY, lk_forward_configs_to_variant (configs));
}
