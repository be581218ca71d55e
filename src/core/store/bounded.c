/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/bounded.h"

struct _LkBounded {
  GCancellable *inner;
  GCancellable *outer;
  gulong handler;
  GSource *timer;
  gboolean timed_out;
};

static void
on_outer_cancelled (GCancellable *outer, gpointer user_data)
{
  g_cancellable_cancel (user_data);
}

static gboolean
on_timeout (gpointer user_data)
{
  LkBounded *bounded = user_data;

  bounded->timed_out = TRUE;
  g_cancellable_cancel (bounded->inner);
  return G_SOURCE_REMOVE;
}

LkBounded *
lk_bounded_new (GCancellable *outer, guint seconds)
{
  LkBounded *bounded = g_new0 (LkBounded, 1);

  bounded->inner = g_cancellable_new ();
  if (outer != NULL) {
    bounded->outer = g_object_ref (outer);
    bounded->handler = g_cancellable_connect (outer, G_CALLBACK (on_outer_cancelled),
                                              g_object_ref (bounded->inner), g_object_unref);
  }
  bounded->timer = g_timeout_source_new (seconds * 1000);
  g_source_set_callback (bounded->timer, on_timeout, bounded, NULL);
  g_source_attach (bounded->timer, g_main_context_get_thread_default ());
  return bounded;
}

GCancellable *
lk_bounded_cancellable (LkBounded *bounded)
{
  return bounded->inner;
}

gboolean
lk_bounded_timed_out (LkBounded *bounded)
{
  return bounded->timed_out;
}

void
lk_bounded_free (LkBounded *bounded)
{
  g_source_destroy (bounded->timer);
  g_source_unref (bounded->timer);
  if (bounded->outer != NULL)
    g_cancellable_disconnect (bounded->outer, bounded->handler);
  g_clear_object (&bounded->outer);
  g_object_unref (bounded->inner);
  g_free (bounded);
}
