/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "forward-process.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

#include "base/error.h"
#include "helper-path.h"

/* How long the last words of a process that has ended are waited for, in milliseconds. */
#define LAST_WORDS 300

#define PROGRAM "latchkey: "

struct _LkForwardProcess {
  GObject parent;
  GSubprocess *process;
  GDataInputStream *lines;
  GCancellable *cancellable;
  char *prefix; /* of each line about the host */
  guint ending;
  gboolean read, exited;
};

enum { LISTENING, TROUBLE, RELIEF, ENDED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_TYPE (LkForwardProcess, lk_forward_process, G_TYPE_OBJECT)

/*
 * "latchkey: HOST: listening on ADDRESS", "latchkey: HOST: connected again" after trouble, or
 * "latchkey: HOST: LAYER: sentence", where HOST is not said if it
 * makes no sense. Whatever else there is is for a terminal.
 */
static void
take_line (LkForwardProcess *self, const char *line)
{
  gboolean with_host = g_str_has_prefix (line, self->prefix);
  const char *rest = line + strlen (with_host ? self->prefix : PROGRAM);
  g_autofree char *layer = NULL;
  const char *colon;
  LkError code;

  if (!g_str_has_prefix (line, PROGRAM))
    return;
  if (g_str_has_prefix (rest, "listening on ")) {
    g_signal_emit (self, signals[LISTENING], 0);
    return;
  }
  if (strcmp (rest, "connected again") == 0) {
    g_signal_emit (self, signals[RELIEF], 0);
    return;
  }
  colon = strstr (rest, ": ");
  layer = colon == NULL ? NULL : g_strndup (rest, (gsize) (colon - rest));
  if (layer != NULL && lk_layer_from_name (layer, &code)) {
    g_autofree char *sentence = lk_printable (colon + 2, -1);

    g_signal_emit (self, signals[TROUBLE], 0, sentence);
  }
}

static gboolean
on_ending (gpointer user_data)
{
  LkForwardProcess *self = user_data;

  self->ending = 0;
  g_cancellable_cancel (self->cancellable);
  g_signal_emit (self, signals[ENDED], 0);
  return G_SOURCE_REMOVE;
}

/* A browser that it opened may hold its standard error open for hours. */
static void
end_soon (LkForwardProcess *self)
{
  if (!self->exited)
    return;
  g_clear_handle_id (&self->ending, g_source_remove);
  self->ending = g_timeout_add (self->read ? 0 : LAST_WORDS, on_ending, self);
}

static void read_line (LkForwardProcess *self);

static void
on_line (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LkForwardProcess) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *line =
      g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, NULL, &error);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (line != NULL) {
    take_line (self, line);
    read_line (self);
    return;
  }
  self->read = TRUE;
  end_soon (self);
}

static void
read_line (LkForwardProcess *self)
{
  g_data_input_stream_read_line_async (self->lines, G_PRIORITY_DEFAULT, self->cancellable, on_line,
                                       g_object_ref (self));
}

static void
on_exited (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LkForwardProcess) self = user_data;

  if (!g_subprocess_wait_finish (G_SUBPROCESS (source), result, NULL))
    return;
  self->exited = TRUE;
  end_soon (self);
}

static void
lk_forward_process_dispose (GObject *object)
{
  LkForwardProcess *self = LK_FORWARD_PROCESS (object);

  g_clear_handle_id (&self->ending, g_source_remove);
  g_clear_object (&self->process);
  g_clear_object (&self->lines);
  G_OBJECT_CLASS (lk_forward_process_parent_class)->dispose (object);
}

static void
lk_forward_process_finalize (GObject *object)
{
  LkForwardProcess *self = LK_FORWARD_PROCESS (object);

  g_object_unref (self->cancellable);
  g_free (self->prefix);
  G_OBJECT_CLASS (lk_forward_process_parent_class)->finalize (object);
}

static void
lk_forward_process_class_init (LkForwardProcessClass *class)
{
  GType type = LK_TYPE_FORWARD_PROCESS;

  G_OBJECT_CLASS (class)->dispose = lk_forward_process_dispose;
  G_OBJECT_CLASS (class)->finalize = lk_forward_process_finalize;
  signals[LISTENING] =
      g_signal_new ("listening", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[TROUBLE] = g_signal_new ("trouble", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[RELIEF] =
      g_signal_new ("relief", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[ENDED] =
      g_signal_new ("ended", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
lk_forward_process_init (LkForwardProcess *self)
{
  self->cancellable = g_cancellable_new ();
}

static void
end_with_parent (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGTERM);
}

LkForwardProcess *
lk_forward_process_new (const LkForwardConfig *config, GError **error)
{
  g_autoptr (LkForwardProcess) self = g_object_new (LK_TYPE_FORWARD_PROCESS, NULL);
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autofree char *latchkey = lk_helper_path ();
  const char *argv[] = {latchkey,     "tcp",          "--hostname", config->host,
                        "--listener", config->listen, NULL};

  g_subprocess_launcher_set_cwd (launcher, g_get_home_dir ());
  g_subprocess_launcher_set_child_setup (launcher, end_with_parent, NULL, NULL);
  self->process = g_subprocess_launcher_spawnv (launcher, argv, error);
  if (self->process == NULL)
    return NULL;
  self->prefix = g_strdup_printf (PROGRAM "%s: ", config->host);
  self->lines = g_data_input_stream_new (g_subprocess_get_stderr_pipe (self->process));
  read_line (self);
  g_subprocess_wait_async (self->process, self->cancellable, on_exited, g_object_ref (self));
  return g_steal_pointer (&self);
}

guint
lk_forward_process_get_pid (LkForwardProcess *self)
{
  const char *number = g_subprocess_get_identifier (self->process);

  return number == NULL ? 0 : (guint) atoi (number);
}

void
lk_forward_process_stop (LkForwardProcess *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->ending, g_source_remove);
  g_subprocess_send_signal (self->process, SIGTERM);
}
