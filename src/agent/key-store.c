/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "key-store.h"

#include <signal.h>
#include <unistd.h>
#include <glib/gstdio.h>

#include "base/error.h"

struct _LkKeyStore {
  GSubprocess *command;
  pid_t agent;
  char *path;
};

/*
 * ssh-agent ends some seconds after the command that it runs, and this one ends with our end of the pipe.
 * (It is set-group-ID on Debian, so that no death signal can be arranged for it.)
 */
static const char command[] = "echo $SSH_AGENT_PID; exec cat >/dev/null";

LkKeyStore *
lk_key_store_new (const char *dir, GError **error)
{
  g_autoptr (LkKeyStore) store = g_new0 (LkKeyStore, 1);
  g_autoptr (GError) local = NULL;
  g_autofree char *line = NULL;
  g_autofree char *name = g_strdup_printf ("keys.%d", (int) getpid ());

  store->path = g_build_filename (dir, name, NULL);
  (void) g_unlink (store->path); /* of an earlier process of this number */
  store->command =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &local,
                        "ssh-agent", "-a", store->path, "sh", "-c", command, NULL);
  if (store->command != NULL) {
    g_autoptr (GDataInputStream) out =
        g_data_input_stream_new (g_subprocess_get_stdout_pipe (store->command));

    line = g_data_input_stream_read_line (out, NULL, NULL, &local);
  }
  if (line != NULL)
    store->agent = (pid_t) g_ascii_strtoll (line, NULL, 10);
  if (store->agent > 1)
    return g_steal_pointer (&store);
  g_set_error (error, LK_ERROR, LK_ERROR_CONFIG,
               "cannot start ssh-agent (%s); install OpenSSH's client",
               local == NULL ? "it ended at once" : local->message);
  return NULL;
}

void
lk_key_store_free (LkKeyStore *store)
{
  /* It is there: its command is, which ends only now. */
  if (store->agent > 1)
    kill (store->agent, SIGTERM);
  (void) g_unlink (store->path); /* which it leaves, when it has only just begun */
  if (store->command != NULL)
    g_output_stream_close (g_subprocess_get_stdin_pipe (store->command), NULL, NULL);
  g_clear_object (&store->command);
  g_free (store->path);
  g_free (store);
}

const char *
lk_key_store_get_path (LkKeyStore *store)
{
  return store->path;
}
