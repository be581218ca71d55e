/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "forward-actions.h"

struct _LkForwardActions {
  GObject parent;
  LkTunnelsModel *tunnels;
};

static guint failed_signal;

G_DEFINE_TYPE (LkForwardActions, lk_forward_actions, G_TYPE_OBJECT)

static void
on_end_tunnel (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  LkForwardActions *self = user_data;
  g_autoptr (GError) error = NULL;

  if (!lk_tunnels_model_end (self->tunnels, g_variant_get_string (parameter, NULL), &error))
    g_signal_emit (self, failed_signal, 0, error->message);
}

static void
lk_forward_actions_finalize (GObject *object)
{
  g_clear_object (&LK_FORWARD_ACTIONS (object)->tunnels);
  G_OBJECT_CLASS (lk_forward_actions_parent_class)->finalize (object);
}

static void
lk_forward_actions_class_init (LkForwardActionsClass *class)
{
  G_OBJECT_CLASS (class)->finalize = lk_forward_actions_finalize;
  failed_signal = g_signal_new ("failed", LK_TYPE_FORWARD_ACTIONS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
lk_forward_actions_init (LkForwardActions *self)
{
}

LkForwardActions *
lk_forward_actions_new (GActionMap *map, LkTunnelsModel *tunnels)
{
  static const GActionEntry entries[] = {
      {"end-tunnel", on_end_tunnel, "s"},
  };
  LkForwardActions *self = g_object_new (LK_TYPE_FORWARD_ACTIONS, NULL);

  self->tunnels = g_object_ref (tunnels);
  g_action_map_add_action_entries (map, entries, G_N_ELEMENTS (entries), self);
  return self;
}
