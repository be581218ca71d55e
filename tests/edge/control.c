/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a test asks for and tells: see README.md. */
#include "control.h"

#include "transfer.h"

#include <gio/gunixsocketaddress.h>
#include <string.h>

/* Does one order and fills in the answer. Returns: (nullable): what is wrong with the order */
typedef const char *(*Order) (Edge *edge, JsonObject *order, JsonObject *answer);

static const char *
text (JsonObject *order, const char *name)
{
  return json_object_get_string_member_with_default (order, name, NULL);
}

static const char *
reset (Edge *edge, JsonObject *order, JsonObject *answer)
{
  edge_faults_clear (edge->faults);
  edge_transfers_reset (edge);
  edge_model_reset (edge->model);
  edge_stats_reset (edge->stats);
  return NULL;
}

static const char *
fault (Edge *edge, JsonObject *order, JsonObject *answer)
{
  return edge_faults_add (edge->faults, order);
}

static const char *
clear_faults (Edge *edge, JsonObject *order, JsonObject *answer)
{
  edge_faults_clear (edge->faults);
  return NULL;
}

static const char *
rotate (Edge *edge, JsonObject *order, JsonObject *answer)
{
  const char *name =
      text (order, "team") ?: ((EdgeTeamConfig *) g_ptr_array_index (edge->config->teams, 0))->name;
  EdgeTeam *team = edge_model_team_by_name (edge->model, name);

  if (team == NULL)
    return "no such team";
  edge_keys_rotate (team->keys,
                    json_object_get_boolean_member_with_default (order, "drop_old", FALSE));
  return NULL;
}

static const char *
end_sessions (Edge *edge, JsonObject *order, JsonObject *answer)
{
  json_object_set_int_member (answer, "count",
                              edge_model_revoke (edge->model, text (order, "email")));
  return NULL;
}

/* The login that an order is about, by its key or by the URL that a client printed; none of both is every one. */
static char *
login_key (JsonObject *order, char **host)
{
  g_autoptr (GUri) uri = NULL;
  g_autoptr (GHashTable) query = NULL;

  *host = g_strdup (text (order, "host"));
  if (text (order, "url") == NULL)
    return g_strdup (text (order, "token"));
  uri = g_uri_parse (text (order, "url"), SOUP_HTTP_URI_FLAGS, NULL);
  if (uri == NULL || g_uri_get_query (uri) == NULL)
    return g_strdup ("");
  query = soup_form_decode (g_uri_get_query (uri));
  if (*host == NULL)
    *host = g_strdup (g_uri_get_host (uri));
  return g_strdup (g_hash_table_lookup (query, "token") ?: "");
}

static const char *
approve (Edge *edge, JsonObject *order, JsonObject *answer)
{
  g_autofree char *host = NULL;
  g_autofree char *key = login_key (order, &host);
  EdgeApp *app = host != NULL ? edge_model_app (edge->model, host) : NULL;
  const char *email = text (order, "email") ?: edge->config->user;

  if (host != NULL && app == NULL)
    return "no such application";
  json_object_set_int_member (answer, "count", edge_transfer_approve (edge, key, app, email));
  return NULL;
}

static const char *
deny (Edge *edge, JsonObject *order, JsonObject *answer)
{
  g_autofree char *host = NULL;
  g_autofree char *key = login_key (order, &host);

  json_object_set_int_member (answer, "count", edge_transfer_deny (edge, key));
  return NULL;
}

static const char *
auto_approve (Edge *edge, JsonObject *order, JsonObject *answer)
{
  edge->config->auto_approve = json_object_get_boolean_member_with_default (order, "on", TRUE);
  return NULL;
}

static const char *
change_app (Edge *edge, JsonObject *order, JsonObject *answer)
{
  EdgeApp *app =
      text (order, "host") != NULL ? edge_model_app (edge->model, text (order, "host")) : NULL;
  guint policy = app != NULL ? app->policy : 0;

  if (app == NULL)
    return "no such application";
  if (text (order, "policy") != NULL && (policy = edge_policy_parse (text (order, "policy"))) == 0)
    return "no such policy";
  if (text (order, "team") != NULL &&
      edge_model_team_by_name (edge->model, text (order, "team")) == NULL)
    return "no such team";
  app->policy = policy;
  app->session = json_object_get_int_member_with_default (order, "session", app->session);
  app->binding = json_object_get_boolean_member_with_default (order, "binding", app->binding);
  app->ca = json_object_get_boolean_member_with_default (order, "ca", app->ca);
  if (text (order, "aud") != NULL)
    g_free (app->aud), app->aud = g_strdup (text (order, "aud"));
  if (text (order, "team") != NULL)
    g_free (app->team), app->team = g_strdup (text (order, "team"));
  if (text (order, "origin") != NULL)
    g_free (app->origin), app->origin = g_strdup (text (order, "origin"));
  return NULL;
}

static const char *
change_team (Edge *edge, JsonObject *order, JsonObject *answer)
{
  EdgeTeam *team = text (order, "team") != NULL
                       ? edge_model_team_by_name (edge->model, text (order, "team"))
                       : NULL;

  if (team == NULL)
    return "no such team";
  team->session = json_object_get_int_member_with_default (order, "session", team->session);
  return NULL;
}

static const char *
pending (Edge *edge, JsonObject *order, JsonObject *answer)
{
  json_object_set_array_member (answer, "pending", edge_transfer_pending (edge));
  return NULL;
}

static Order
find_order (const char *method, const char *path)
{
  static const struct {
    const char *method, *path;
    Order order;
  } table[] = {
      {"POST", "/reset", reset},
      {"POST", "/fault", fault},
      {"POST", "/clear-faults", clear_faults},
      {"POST", "/rotate", rotate},
      {"POST", "/revoke", end_sessions},
      {"POST", "/approve", approve},
      {"POST", "/deny", deny},
      {"POST", "/app", change_app},
      {"POST", "/auto-approve", auto_approve},
      {"POST", "/team", change_team},
      {"GET", "/pending", pending},
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (g_str_equal (table[i].method, method) && g_str_equal (table[i].path, path))
      return table[i].order;
  return NULL;
}

static JsonObject *
read_order (SoupServerMessage *message)
{
  g_autoptr (GBytes) body =
      soup_message_body_flatten (soup_server_message_get_request_body (message));
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonNode *root;

  if (g_bytes_get_size (body) == 0)
    return json_object_new ();
  if (!json_parser_load_from_data (parser, g_bytes_get_data (body, NULL), g_bytes_get_size (body),
                                   NULL))
    return NULL;
  root = json_parser_get_root (parser);
  return root != NULL && JSON_NODE_HOLDS_OBJECT (root)
             ? json_object_ref (json_node_get_object (root))
             : NULL;
}

static void
answer_json (SoupServerMessage *message, guint status, JsonObject *object)
{
  char *json = edge_json_text (object);

  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_TAKE, json,
                                    strlen (json));
}

static void
handle (SoupServer *server,
        SoupServerMessage *message,
        const char *path,
        GHashTable *query,
        gpointer user_data)
{
  Edge *edge = user_data;
  const char *method = soup_server_message_get_method (message);
  g_autoptr (JsonObject) order = read_order (message);
  g_autoptr (JsonObject) answer = NULL;
  Order act = find_order (method, path);
  const char *problem = "no such order";

  if (g_str_equal (method, "GET") && g_str_equal (path, "/stats")) {
    answer = edge_stats_json (edge->stats);
    answer_json (message, 200, answer);
    return;
  }
  answer = json_object_new ();
  if (order == NULL)
    problem = "the body is no JSON object";
  else if (act != NULL)
    problem = act (edge, order, answer);
  if (problem != NULL)
    json_object_set_string_member (answer, "error", problem);
  answer_json (message, problem == NULL ? 200 : 400, answer);
}

SoupServer *
edge_control_new (Edge *edge, const char *path, GError **error)
{
  g_autoptr (SoupServer) server = soup_server_new (NULL, NULL);
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);

  soup_server_add_handler (server, NULL, handle, edge, NULL);
  if (!soup_server_listen (server, address, 0, error))
    return NULL;
  return g_steal_pointer (&server);
}
