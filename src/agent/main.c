/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * latchkey-agent: an ssh-agent that stands before the user's own and offers, to an ssh that connects to a
 * host behind Access, a certificate for that host. It runs until it is told to end.
 */
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <gio/gunixsocketaddress.h>
#include <glib-unix.h>
#include <glib/gstdio.h>

#include "base/dirs.h"
#include "base/error.h"
#include "cert/certificate.h"
#include "conversation.h"
#include "key-store.h"

#define THREADS_MAX 200
#define ACTIVATED_FD 3 /* sd_listen_fds(3) */
#define EXIT_SET_UP 9  /* the same as latchkey's own */

typedef struct {
  GMainLoop *loop;
  LkKeyStore *store;
  LkCertifier certifier;
  const char *upstream;
  char *dir;
  char *path;
  GSocketService *service;
  GError *error;
} Agent;

static gboolean
on_connection (GThreadedSocketService *service,
               GSocketConnection *connection,
               GObject *source,
               gpointer user_data)
{
  Agent *agent = user_data;

  lk_conversation_run (connection, &agent->certifier, agent->upstream);
  return TRUE;
}

static gboolean
on_signal (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_CONTINUE;
}

static gboolean
is_activated (void)
{
  const char *pid = g_getenv ("LISTEN_PID");

  return pid != NULL && atoi (pid) == getpid () && g_strcmp0 (g_getenv ("LISTEN_FDS"), "1") == 0;
}

static gboolean
is_running (const char *path)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr (GSocketConnection) connection =
      g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), NULL, NULL);

  return connection != NULL;
}

static GSocket *
bind_socket (const char *path, GError **error)
{
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr (GSocket) socket = NULL;

  if (is_running (path)) {
    g_set_error (error, LK_ERROR, LK_ERROR_CONFIG, "an agent listens at %s already", path);
    return NULL;
  }
  (void) g_unlink (path);
  socket =
      g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, error);
  if (socket == NULL || !g_socket_bind (socket, address, FALSE, error) ||
      !g_socket_listen (socket, error))
    return NULL;
  return g_steal_pointer (&socket);
}

static gboolean
listen_at (Agent *agent, GError **error)
{
  gboolean activated = is_activated ();
  g_autoptr (GSocket) socket =
      activated ? g_socket_new_from_fd (ACTIVATED_FD, error) : bind_socket (agent->path, error);

  if (socket == NULL)
    return FALSE;
  agent->service = g_threaded_socket_service_new (THREADS_MAX);
  g_signal_connect (agent->service, "run", G_CALLBACK (on_connection), agent);
  if (!g_socket_listener_add_socket (G_SOCKET_LISTENER (agent->service), socket, NULL, error))
    return FALSE;
  if (activated)
    g_clear_pointer (&agent->path, g_free); /* not ours to remove */
  else
    g_print ("IdentityAgent %s\n", agent->path);
  fflush (stdout);
  return TRUE;
}

static gboolean
begin (Agent *agent, GError **error)
{
  agent->dir = lk_runtime_dir (error);
  if (agent->dir == NULL)
    return FALSE;
  agent->path = g_build_filename (agent->dir, LK_CERTIFICATE_AGENT, NULL);
  agent->upstream = g_getenv ("SSH_AUTH_SOCK");
  /* A shell in which it was exported as the user's agent must not have it ask itself. */
  if (g_strcmp0 (agent->upstream, agent->path) == 0)
    agent->upstream = NULL;
  agent->store = lk_key_store_new (agent->dir, error);
  if (agent->store == NULL)
    return FALSE;
  agent->certifier.dir = agent->dir;
  agent->certifier.store = g_strdup (lk_key_store_get_path (agent->store));
  agent->loop = g_main_loop_new (NULL, FALSE);
  g_unix_signal_add (SIGTERM, on_signal, agent->loop);
  g_unix_signal_add (SIGINT, on_signal, agent->loop);
  return listen_at (agent, error);
}

int
main (int argc, char **argv)
{
  static Agent agent; /* threads may use it until the process ends */
  const GOptionEntry entries[] = {
      {"fedramp", 0, 0, G_OPTION_ARG_NONE, &agent.certifier.fedramp,
       "Use Cloudflare's FedRAMP login service", NULL},
      {NULL},
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  /* Only how characters are written: what terminals and scripts read is English. */
  setlocale (LC_CTYPE, "");
  signal (SIGPIPE, SIG_IGN);
  umask (077);
  prctl (PR_SET_DUMPABLE, 0);
  g_option_context_set_summary (
      context, "Offer short-lived certificates to ssh, as the IdentityAgent of hosts behind "
               "Access,\nand all that the agent of SSH_AUTH_SOCK holds. Runs until it is ended.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &agent.error) || argc > 1) {
    g_printerr ("latchkey: usage: %s\n",
                agent.error == NULL ? "one argument too many" : agent.error->message);
    return 2;
  }
  if (begin (&agent, &agent.error))
    g_main_loop_run (agent.loop);
  if (agent.error != NULL)
    g_printerr ("latchkey: %s: %s\n",
                lk_error_layer (agent.error) == NULL ? "config" : lk_error_layer (agent.error),
                agent.error->message);
  else if (agent.path != NULL)
    (void) g_unlink (agent.path);
  g_clear_pointer (&agent.store, lk_key_store_free);
  return agent.error != NULL ? EXIT_SET_UP : 0;
}
