/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "forward.h"

#include <glib/gi18n.h>

#include "forward-process.h"

/* How long to wait before it is started again, in seconds: twice as long each time; and how long it has to run for the
 * next time to count as the first. */
#define WAIT_MIN 1
#define WAIT_MAX 60
#define HEALTHY 60

/* How often to try at first: what listened there before may still be closing its connections. */
#define ATTEMPTS 3

struct _LkForward {
  GObject parent;
  LkForwardConfig *config;
  LkForwardState state;
  LkForwardProcess *process; /* NULL while none runs */
  char *trouble;
  gint64 listening_at; /* g_get_monotonic_time(), 0 if it has not listened since it was started */
  guint attempts;      /* until then */
  guint connections;
  guint wait;  /* the last one */
  guint timer; /* of it */
};

static guint changed_signal;

G_DEFINE_TYPE (LkForward, lk_forward, G_TYPE_OBJECT)

static void
set_state (LkForward *self, LkForwardState state)
{
  self->state = state;
  g_signal_emit (self, changed_signal, 0);
}

static void
set_trouble (LkForward *self, const char *text)
{
  g_free (self->trouble);
  self->trouble = g_strdup (text);
}

static void
drop_process (LkForward *self)
{
  if (self->process != NULL) {
    g_signal_handlers_disconnect_by_data (self->process, self);
    lk_forward_process_stop (self->process);
  }
  g_clear_object (&self->process);
  self->connections = 0;
}

static void
on_listening (LkForward *self)
{
  self->listening_at = g_get_monotonic_time ();
  g_clear_pointer (&self->trouble, g_free);
  set_state (self, LK_FORWARD_LISTENING);
}

static void
on_trouble (LkForward *self, const char *text)
{
  set_trouble (self, text);
  g_signal_emit (self, changed_signal, 0);
}

static void
on_relief (LkForward *self)
{
  g_clear_pointer (&self->trouble, g_free);
  g_signal_emit (self, changed_signal, 0);
}

static void run (LkForward *self);

static gboolean
on_timer (gpointer user_data)
{
  LkForward *self = user_data;

  self->timer = 0;
  run (self);
  return G_SOURCE_REMOVE;
}

static void
on_ended (LkForward *self)
{
  gboolean listened = self->state == LK_FORWARD_LISTENING;

  drop_process (self);
  if (self->listening_at == 0 && ++self->attempts < ATTEMPTS) {
    self->timer = g_timeout_add_seconds (WAIT_MIN, on_timer, self);
    return;
  }
  if (self->listening_at == 0) {
    if (self->trouble == NULL)
      set_trouble (self, _ ("it ended at once"));
    set_state (self, LK_FORWARD_FAILED);
    return;
  }
  if (listened && g_get_monotonic_time () - self->listening_at >= HEALTHY * G_USEC_PER_SEC)
    self->wait = 0;
  self->wait = self->wait == 0 ? WAIT_MIN : MIN (2 * self->wait, WAIT_MAX);
  self->timer = g_timeout_add_seconds (self->wait, on_timer, self);
  set_state (self, LK_FORWARD_RETRYING);
}

static void
run (LkForward *self)
{
  g_autoptr (GError) error = NULL;

  self->process = lk_forward_process_new (self->config, &error);
  if (self->process == NULL) {
    set_trouble (self, error->message);
    set_state (self, LK_FORWARD_FAILED);
    return;
  }
  g_signal_connect_object (self->process, "listening", G_CALLBACK (on_listening), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->process, "trouble", G_CALLBACK (on_trouble), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->process, "relief", G_CALLBACK (on_relief), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->process, "ended", G_CALLBACK (on_ended), self, G_CONNECT_SWAPPED);
  set_state (self, LK_FORWARD_STARTING);
}

static void
lk_forward_dispose (GObject *object)
{
  LkForward *self = LK_FORWARD (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  drop_process (self);
  G_OBJECT_CLASS (lk_forward_parent_class)->dispose (object);
}

static void
lk_forward_finalize (GObject *object)
{
  LkForward *self = LK_FORWARD (object);

  lk_forward_config_free (self->config);
  g_free (self->trouble);
  G_OBJECT_CLASS (lk_forward_parent_class)->finalize (object);
}

static void
lk_forward_class_init (LkForwardClass *class)
{
  G_OBJECT_CLASS (class)->dispose = lk_forward_dispose;
  G_OBJECT_CLASS (class)->finalize = lk_forward_finalize;
  changed_signal = g_signal_new ("changed", LK_TYPE_FORWARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
lk_forward_init (LkForward *self)
{
}

LkForward *
lk_forward_new (const LkForwardConfig *config)
{
  LkForward *self = g_object_new (LK_TYPE_FORWARD, NULL);

  self->config = lk_forward_config_copy (config);
  return self;
}

const LkForwardConfig *
lk_forward_get_config (LkForward *self)
{
  return self->config;
}

void
lk_forward_set_at_login (LkForward *self, gboolean at_login)
{
  self->config->at_login = at_login;
}

LkForwardState
lk_forward_get_state (LkForward *self)
{
  return self->state;
}

gboolean
lk_forward_is_on (LkForward *self)
{
  return self->state != LK_FORWARD_STOPPED && self->state != LK_FORWARD_FAILED;
}

char *
lk_forward_describe (LkForward *self)
{
  switch (self->state) {
  case LK_FORWARD_STARTING:
    return g_strdup (_ ("Starting…"));
  case LK_FORWARD_LISTENING:
    return self->connections == 0
               ? g_strdup (_ ("Running, not in use"))
               : g_strdup_printf (ngettext ("Running, %u connection", "Running, %u connections",
                                            self->connections),
                                  self->connections);
  case LK_FORWARD_RETRYING:
    return g_strdup (_ ("It ended unexpectedly and is started again soon"));
  case LK_FORWARD_FAILED:
    return g_strdup (_ ("Could not be started"));
  case LK_FORWARD_STOPPED:
  default:
    return g_strdup (_ ("Stopped"));
  }
}

const char *
lk_forward_get_trouble (LkForward *self)
{
  return self->trouble;
}

void
lk_forward_start (LkForward *self)
{
  if (lk_forward_is_on (self))
    return;
  self->wait = self->attempts = 0;
  self->listening_at = 0;
  g_clear_pointer (&self->trouble, g_free);
  run (self);
}

void
lk_forward_stop (LkForward *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  drop_process (self);
  g_clear_pointer (&self->trouble, g_free);
  set_state (self, LK_FORWARD_STOPPED);
}

void
lk_forward_look (LkForward *self, LkTunnelsModel *tunnels)
{
  guint pid = self->process == NULL ? 0 : lk_forward_process_get_pid (self->process);
  guint before = self->connections;

  self->connections = 0;
  for (guint i = 0; pid != 0 && i < g_list_model_get_n_items (G_LIST_MODEL (tunnels)); i++) {
    g_autoptr (LkTunnelItem) item = g_list_model_get_item (G_LIST_MODEL (tunnels), i);
    const LkOpenTunnel *tunnel = lk_tunnel_item_get_tunnel (item);

    self->connections += tunnel->pid == pid;
  }
  if (self->connections != before)
    g_signal_emit (self, changed_signal, 0);
}
