/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "access/client-private.h"

#include <glib/gi18n-lib.h>

#include "access/address.h"
#include "access/keys.h"
#include "access/trust.h"
#include "base/error.h"

/* Every login holds a poll at the same host: libsoup's two at a time would keep the third waiting. */
#define CONNECTIONS_MAX 64
#define PROXY_REFUSED "latchkey-proxy-refused"
#define TRANSFER_HOST "login.cloudflareaccess.org"
#define TRANSFER_HOST_FEDRAMP "login.fed.cloudflareaccess.org"

struct _LkAccessClient {
  GObject parent_instance;

  LkClock clock;
  LkJwksCache *jwks_cache;
  GProxyResolver *proxy_resolver;
  GSocketConnectable *connect_to;
  GTlsDatabase *trust;
  char *user_agent;
  gboolean fedramp;

  GHashTable *sessions; /* host, or "" for all, to SoupSession */
  GHashTable *teams;
};

G_DEFINE_TYPE (LkAccessClient, lk_access_client, G_TYPE_OBJECT)

static void
lk_access_client_dispose (GObject *object)
{
  LkAccessClient *self = LK_ACCESS_CLIENT (object);

  g_hash_table_remove_all (self->sessions);
  g_hash_table_remove_all (self->teams);
  g_clear_object (&self->jwks_cache);
  g_clear_object (&self->proxy_resolver);
  g_clear_object (&self->connect_to);
  g_clear_object (&self->trust);
  G_OBJECT_CLASS (lk_access_client_parent_class)->dispose (object);
}

static void
lk_access_client_finalize (GObject *object)
{
  LkAccessClient *self = LK_ACCESS_CLIENT (object);

  g_hash_table_unref (self->sessions);
  g_hash_table_unref (self->teams);
  g_free (self->user_agent);
  G_OBJECT_CLASS (lk_access_client_parent_class)->finalize (object);
}

static void
lk_access_client_class_init (LkAccessClientClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lk_access_client_dispose;
  G_OBJECT_CLASS (klass)->finalize = lk_access_client_finalize;
}

static void
lk_access_client_init (LkAccessClient *self)
{
  self->sessions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->teams =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) lk_team_free);
}

/* libsoup offers a proxy the credentials of its URL again and again, which can lock an account. A 407 to
 * them is the end for everything that goes through this proxy. */
static void
on_tunnel_headers (SoupMessage *tunnel, gpointer user_data)
{
  SoupSession *session = user_data;
  SoupMessageHeaders *sent = soup_message_get_request_headers (tunnel);

  if (soup_message_get_status (tunnel) == 407 &&
      soup_message_headers_get_one (sent, "Proxy-Authorization") != NULL) {
    g_object_set_data (G_OBJECT (session), PROXY_REFUSED, session);
    soup_session_abort (session);
  }
}

static void
on_request_queued (SoupSession *session, SoupMessage *message, gpointer user_data)
{
  if (g_str_equal (soup_message_get_method (message), "CONNECT"))
    g_signal_connect (message, "got-headers", G_CALLBACK (on_tunnel_headers), session);
}

gboolean
lk_access_client_was_refused_by_proxy (LkAccessClient *self, const char *host)
{
  SoupSession *session = lk_access_client_get_session (self, host);

  return g_object_get_data (G_OBJECT (session), PROXY_REFUSED) != NULL;
}

SoupSession *
lk_access_client_get_session (LkAccessClient *self, const char *host)
{
  const char *key = self->connect_to == NULL ? "" : host;
  SoupSession *session = g_hash_table_lookup (self->sessions, key);

  if (session == NULL) {
    g_autoptr (GSocketConnectable) address =
        self->connect_to == NULL ? NULL : lk_address_new (host, self->connect_to);

    session = g_object_new (SOUP_TYPE_SESSION, "remote-connectable", address, "max-conns",
                            CONNECTIONS_MAX, "max-conns-per-host", CONNECTIONS_MAX, NULL);
    /* No decoder: what is not asked for compressed need not be unpacked. */
    soup_session_remove_feature_by_type (session, SOUP_TYPE_CONTENT_DECODER);
    g_signal_connect (session, "request-queued", G_CALLBACK (on_request_queued), NULL);
    soup_session_set_user_agent (session, self->user_agent);
    soup_session_set_proxy_resolver (session, address == NULL ? self->proxy_resolver : NULL);
    if (self->trust != NULL)
      soup_session_set_tls_database (session, self->trust);
    g_hash_table_insert (self->sessions, g_strdup (key), session);
  }
  return session;
}

const char *
lk_access_client_get_transfer_host (LkAccessClient *self)
{
  return self->fedramp ? TRANSFER_HOST_FEDRAMP : TRANSFER_HOST;
}

gint64
lk_access_client_get_now (LkAccessClient *self)
{
  return self->clock ();
}

LkJwksCache *
lk_access_client_get_jwks_cache (LkAccessClient *self)
{
  return self->jwks_cache;
}

GHashTable *
lk_access_client_get_teams (LkAccessClient *self)
{
  return self->teams;
}

LkAccessClient *
lk_access_client_new (const LkAccessConfig *config, GError **error)
{
  g_return_val_if_fail (config->clock != NULL && config->user_agent != NULL, NULL);

  g_autoptr (LkAccessClient) self = g_object_new (LK_TYPE_ACCESS_CLIENT, NULL);

  if (config->connect_to != NULL) {
    self->connect_to = g_network_address_parse (config->connect_to, 443, NULL);
    if (self->connect_to == NULL || config->connect_to[0] == '\0' || config->connect_to[0] == ':') {
      g_set_error_literal (error, LK_ERROR, LK_ERROR_USAGE,
                           _ ("LATCHKEY_CONNECT_TO must be HOST:PORT; mend or unset it"));
      return NULL;
    }
  }
  self->clock = config->clock;
  self->fedramp = config->fedramp;
  self->user_agent = g_strdup (config->user_agent);
  if (config->jwks_cache != NULL)
    self->jwks_cache = g_object_ref (config->jwks_cache);
  if (config->proxy_resolver != NULL)
    self->proxy_resolver = g_object_ref (config->proxy_resolver);
  if (config->trust_file != NULL)
    self->trust = lk_trust_new (config->trust_file);
  return g_steal_pointer (&self);
}
