/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "conversation.h"

#include <unistd.h>
#include <gio/gunixsocketaddress.h>

#include "base/error.h"
#include "base/process.h"
#include "cli/ssh-options.h"
#include "frame.h"
#include "peer.h"
#include "session/agent-keep.h"

/* A connection to each agent behind us for each one to us, since an agent remembers what a session is bound to. */
typedef struct {
  const LkCertifier *certifier;
  pid_t peer;
  GIOStream *store;
  GIOStream *upstream;
} Conversation;

static GIOStream *
open_agent (const char *path)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketAddress) address = path == NULL ? NULL : g_unix_socket_address_new (path);

  return address == NULL ? NULL
                         : G_IO_STREAM (g_socket_client_connect (
                               client, G_SOCKET_CONNECTABLE (address), NULL, NULL));
}

static GPtrArray *
list_own (Conversation *c)
{
  g_autoptr (LkSecret) request = lk_agent_list ();
  const guint frame = 4;
  g_autoptr (GBytes) message =
      g_bytes_new (lk_secret_text (request) + frame, lk_secret_length (request) - frame);
  g_autoptr (GBytes) reply = lk_frame_ask (c->store, message);
  GPtrArray *identities = reply == NULL ? NULL
                                        : lk_agent_read_identities (g_bytes_get_data (reply, NULL),
                                                                    g_bytes_get_size (reply));

  return identities != NULL ? identities : g_ptr_array_new ();
}

/* A server closes after a few identities that it does not know, so that ssh sees the one that it needs. */
static void
keep_only (GPtrArray *identities, const char *host)
{
  g_autofree char *comment = g_strconcat (LK_AGENT_COMMENT, host, NULL);

  for (guint i = identities->len; i > 0; i--) {
    const LkAgentIdentity *identity = g_ptr_array_index (identities, i - 1);

    if (!g_str_equal (identity->comment, comment))
      g_ptr_array_remove_index (identities, i - 1);
  }
}

/* To whoever sits before the ssh that asks; else, where its stderr cannot be written to, to our journal. */
static void
tell (Conversation *c, const char *host, const char *layer, const char *sentence)
{
  g_autofree char *line = g_strdup_printf ("latchkey: %s: %s%s%s", host, layer == NULL ? "" : layer,
                                           layer == NULL ? "" : ": ", sentence);

  if (!lk_process_tell (c->peer, line))
    g_printerr ("%s\n", line);
}

static void
advise_user (Conversation *c, const char *host, const LkKept *kept)
{
  g_auto (GStrv) argv = lk_process_argv (c->peer);
  LkSshOptions ssh = {0};
  g_autofree char *advice = NULL;

  if (argv != NULL)
    ssh = lk_ssh_options_find (c->peer, (const char *const *) argv);
  if (*ssh.user != '\0')
    advice =
        lk_certificate_advise_user ((const char *const *) kept->certificate->principals, ssh.user);
  if (advice != NULL)
    tell (c, host, NULL, advice);
}

/* ssh takes no reason from an agent, and has none to show. */
static void
certify (Conversation *c, const char *host)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LkKept) kept = lk_certifier_run (c->certifier, host, &error);

  if (kept != NULL)
    advise_user (c, host, kept);
  else
    tell (c, host, lk_error_layer (error), error->message);
}

static GBytes *
list (Conversation *c, GBytes *request)
{
  g_autofree char *host = lk_peer_host (c->peer);
  g_autoptr (GPtrArray) own = NULL;
  g_autoptr (GBytes) others = NULL;

  if (host != NULL)
    certify (c, host);
  own = list_own (c);
  if (host != NULL)
    keep_only (own, host);
  others = lk_frame_ask (c->upstream, request);
  return lk_agent_write_identities (own, others);
}

static gboolean
is_own (Conversation *c, GBytes *blob)
{
  g_autoptr (GPtrArray) own = list_own (c);

  for (guint i = 0; i < own->len; i++) {
    const LkAgentIdentity *identity = g_ptr_array_index (own, i);

    if (g_bytes_equal (identity->blob, blob))
      return TRUE;
  }
  return FALSE;
}

static GBytes *
answer (Conversation *c, GBytes *request)
{
  g_autoptr (GBytes) blob = NULL;
  g_autoptr (GBytes) bound = NULL;
  GBytes *reply = NULL;

  switch (
      lk_agent_read_request (g_bytes_get_data (request, NULL), g_bytes_get_size (request), &blob)) {
  case LK_AGENT_REQUEST_LIST:
    return list (c, request);
  case LK_AGENT_REQUEST_KEY:
    reply = lk_frame_ask (is_own (c, blob) ? c->store : c->upstream, request);
    break;
  case LK_AGENT_REQUEST_BIND:
    /* The user's agent may restrict keys by it; ours checks it, which not every agent can. */
    bound = lk_frame_ask (c->upstream, request);
    reply = lk_frame_ask (c->store, request);
    break;
  case LK_AGENT_REQUEST_OTHER:
    reply = lk_frame_ask (c->upstream, request);
    break;
  }
  return reply != NULL ? reply : lk_agent_write_failure ();
}

void
lk_conversation_run (GSocketConnection *client, const LkCertifier *certifier, const char *upstream)
{
  g_autoptr (GCredentials) peer =
      g_socket_get_credentials (g_socket_connection_get_socket (client), NULL);
  Conversation c = {.certifier = certifier};
  gboolean open = TRUE;

  if (peer == NULL || g_credentials_get_unix_user (peer, NULL) != getuid ())
    return;
  c.peer = g_credentials_get_unix_pid (peer, NULL);
  c.store = open_agent (certifier->store);
  c.upstream = open_agent (upstream);
  while (open) {
    g_autoptr (GBytes) request = lk_frame_read (G_IO_STREAM (client));
    g_autoptr (GBytes) reply = request == NULL ? NULL : answer (&c, request);

    open = reply != NULL && lk_frame_write (G_IO_STREAM (client), reply);
  }
  g_clear_object (&c.store);
  g_clear_object (&c.upstream);
}
