/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a request is about, who answers it, and the faults that strike before anybody does. */
#include "broken.h"
#include "edge.h"
#include "reply.h"
#include "transfer.h"

#include <string.h>

const char *
edge_request_query (const EdgeRequest *request, const char *name)
{
  return g_hash_table_lookup (request->query, name);
}

const char *
edge_request_header (const EdgeRequest *request, const char *name)
{
  return soup_message_headers_get_one (soup_server_message_get_request_headers (request->message),
                                       name);
}

char *
edge_request_cookie (const EdgeRequest *request, const char *name)
{
  g_auto (GStrv) cookies = g_strsplit (edge_request_header (request, "Cookie") ?: "", ";", -1);

  for (guint i = 0; cookies[i] != NULL; i++) {
    g_auto (GStrv) pair = g_strsplit (g_strstrip (cookies[i]), "=", 2);

    if (pair[0] != NULL && pair[1] != NULL && g_str_equal (pair[0], name))
      return g_strdup (pair[1]);
  }
  return NULL;
}

static GBytes *
body (const EdgeRequest *request)
{
  return soup_message_body_flatten (soup_server_message_get_request_body (request->message));
}

GHashTable *
edge_request_form (const EdgeRequest *request)
{
  g_autoptr (GBytes) bytes = body (request);
  g_autofree char *text =
      g_strndup (g_bytes_get_data (bytes, NULL) ?: "", g_bytes_get_size (bytes));

  return soup_form_decode (text);
}

JsonObject *
edge_request_json (const EdgeRequest *request)
{
  g_autoptr (GBytes) bytes = body (request);
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonNode *root;

  if (g_bytes_get_size (bytes) == 0 ||
      !json_parser_load_from_data (parser, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                                   NULL))
    return NULL;
  root = json_parser_get_root (parser);
  return root != NULL && JSON_NODE_HOLDS_OBJECT (root)
             ? json_object_ref (json_node_get_object (root))
             : NULL;
}

static EdgeCounter
team_kind (const EdgeRequest *request)
{
  const char *method = soup_server_message_get_method (request->message);
  g_autofree char *token = edge_request_cookie (request, "CF_Authorization");

  if (g_str_equal (request->path, "/cdn-cgi/access/certs"))
    return EDGE_JWKS;
  if (g_str_equal (request->path, "/cdn-cgi/access/get-identity"))
    return EDGE_IDENTITY;
  if (g_str_equal (request->path, "/cdn-cgi/access/logout"))
    return EDGE_LOGOUT;
  if (g_str_equal (request->path, "/cdn-cgi/access/cert_sign"))
    return EDGE_CERT_SIGN;
  if (!g_str_has_prefix (request->path, "/cdn-cgi/access/login/"))
    return EDGE_PAGE;
  if (g_str_equal (method, "POST"))
    return EDGE_APPROVAL;
  return token != NULL ? EDGE_EXCHANGE_LOGIN : EDGE_LOGIN_PAGE;
}

static EdgeCounter
app_kind (const EdgeRequest *request)
{
  const char *upgrade = edge_request_header (request, "Upgrade");

  if (upgrade != NULL && g_ascii_strcasecmp (upgrade, "websocket") == 0)
    return EDGE_UPGRADE;
  if (g_str_equal (request->path, "/cdn-cgi/access/cli"))
    return EDGE_CLI;
  if (g_str_equal (request->path, "/cdn-cgi/access/authorized"))
    return EDGE_AUTHORIZED;
  if (g_str_equal (request->path, "/cdn-cgi/access/logout"))
    return EDGE_LOGOUT;
  if (g_str_equal (request->path, "/cdn-cgi/access/get-identity"))
    return EDGE_IDENTITY;
  if (g_strcmp0 (edge_request_header (request, "cf-access-metadata-request"), "true") == 0)
    return EDGE_METADATA;
  return edge_request_query (request, "cloudflared_token_check") != NULL ? EDGE_TOKEN_CHECK
                                                                         : EDGE_PAGE;
}

static gboolean
is_transfer_host (const char *host)
{
  return g_str_equal (host, "login.cloudflareaccess.org") ||
         g_str_equal (host, "login.fed.cloudflareaccess.org");
}

static void
classify (EdgeRequest *request)
{
  EdgeModel *model = request->edge->model;

  request->transfer = is_transfer_host (request->host);
  request->team = request->transfer ? NULL : edge_model_team_by_domain (model, request->host);
  request->app =
      request->transfer || request->team != NULL ? NULL : edge_model_app (model, request->host);
  if (request->transfer)
    request->kind = EDGE_TRANSFER_POLL;
  else if (request->team != NULL)
    request->kind = team_kind (request);
  else
    request->kind = app_kind (request);
}

static void
split_host (EdgeRequest *request)
{
  const char *host = edge_request_header (request, "Host") ?: "";
  const char *colon = g_str_has_prefix (host, "[") ? NULL : strrchr (host, ':');

  request->host = colon != NULL ? g_ascii_strdown (host, colon - host) : g_ascii_strdown (host, -1);
  request->authority = g_strdup (colon != NULL ? colon : "");
}

static void
dispatch (EdgeRequest *request)
{
  static const EdgeErrorKind no_host = {530, 1016, "origin_dns_error", "Origin DNS error", 0};

  if (edge_broken_reply (request))
    return;
  if (request->transfer)
    edge_transfer_poll (request);
  else if (request->team != NULL)
    edge_team_host (request);
  else if (request->app != NULL)
    edge_app_host (request);
  else
    edge_reply_error (request, &no_host);
}

static gboolean
on_delayed (gpointer user_data)
{
  EdgeRequest *request = user_data;

  dispatch (request);
  soup_server_message_unpause (request->message);
  return G_SOURCE_REMOVE;
}

static EdgeRequest *
request_new (Edge *edge, SoupServerMessage *message, const char *path, GHashTable *query)
{
  EdgeRequest *request = g_rc_box_new0 (EdgeRequest);

  request->edge = edge;
  request->message = g_object_ref (message);
  request->path = g_strdup (path);
  request->query =
      query != NULL ? g_hash_table_ref (query) : g_hash_table_new (g_str_hash, g_str_equal);
  split_host (request);
  classify (request);
  return request;
}

static void
request_clear (gpointer data)
{
  EdgeRequest *request = data;

  g_object_unref (request->message);
  g_hash_table_unref (request->query);
  g_free (request->path);
  g_free (request->host);
  g_free (request->authority);
}

EdgeRequest *
edge_request_ref (EdgeRequest *request)
{
  return g_rc_box_acquire (request);
}

void
edge_request_unref (EdgeRequest *request)
{
  g_rc_box_release_full (request, request_clear);
}

static void
handle (SoupServer *server,
        SoupServerMessage *message,
        const char *path,
        GHashTable *query,
        gpointer user_data)
{
  Edge *edge = user_data;
  g_autoptr (EdgeRequest) request = request_new (edge, message, path, query);
  g_autoptr (EdgeFault) delay =
      edge_faults_take (edge->faults, "delay", request->host, request->kind);
  g_autofree char *ray = edge_reply_ray ();

  edge_stats_add (edge->stats, EDGE_REQUESTS, 1);
  edge_stats_add (edge->stats, request->kind, 1);
  if (request->kind == EDGE_UPGRADE)
    edge_upgrade_note (request);
  edge_reply_header (request, "Server", "cloudflare");
  edge_reply_header (request, "cf-ray", ray);
  if (delay == NULL) {
    dispatch (request);
    return;
  }
  soup_server_message_pause (message);
  g_timeout_add_full (G_PRIORITY_DEFAULT, edge_fault_int (delay, "ms", 1000), on_delayed,
                      edge_request_ref (request), (GDestroyNotify) edge_request_unref);
}

void
edge_server_attach (Edge *edge)
{
  soup_server_add_handler (edge->server, NULL, handle, edge, NULL);
}
