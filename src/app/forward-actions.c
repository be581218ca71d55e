/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "forward-actions.h"

struct _LkForwardActions {
  GObject parent;
  LkForwards *forwards;
};

static guint failed_signal;

G_DEFINE_TYPE (LkForwardActions, lk_forward_actions, G_TYPE_OBJECT)

static void
on_end_tunnel (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  LkForwardActions *self = user_data;
  LkTunnelsModel *tunnels = lk_forwards_get_tunnels (self->forwards);
  g_autoptr (GError) error = NULL;

  if (!lk_tunnels_model_end (tunnels, g_variant_get_string (parameter, NULL), &error))
    g_signal_emit (self, failed_signal, 0, error->message);
}

static void
on_start (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  LkForwardActions *self = user_data;
  LkForward *forward = lk_forwards_find (self->forwards, g_variant_get_string (parameter, NULL));

  if (forward != NULL)
    lk_forward_start (forward);
}

static void
on_stop (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  LkForwardActions *self = user_data;
  LkForward *forward = lk_forwards_find (self->forwards, g_variant_get_string (parameter, NULL));

  if (forward != NULL)
    lk_forward_stop (forward);
}

static void
lk_forward_actions_finalize (GObject *object)
{
  g_clear_object (&LK_FORWARD_ACTIONS (object)->forwards);
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
lk_forward_actions_new (GActionMap *map, LkForwards *forwards)
{
  static const GActionEntry entries[] = {
      {"end-tunnel", on_end_tunnel, "s"},
      {"start-forward", on_start, "s"},
      {"stop-forward", on_stop, "s"},
  };
  LkForwardActions *self = g_object_new (LK_TYPE_FORWARD_ACTIONS, NULL);

  self->forwards = g_object_ref (forwards);
  g_action_map_add_action_entries (map, entries, G_N_ELEMENTS (entries), self);
  return self;
}
