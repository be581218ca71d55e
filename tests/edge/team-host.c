/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a team domain answers besides the login: keys, identity, logout, certificates. */
#include "login.h"
#include "reply.h"
#include "signer.h"

#include <string.h>

static char *
junk (gint64 bytes)
{
  GString *text = g_string_new ("{\"keys\":[],\"padding\":\"");

  for (gint64 i = 0; i < bytes; i++)
    g_string_append_c (text, 'x');
  g_string_append (text, "\"}");
  return g_string_free (text, FALSE);
}

static void
jwks (EdgeRequest *request)
{
  g_autoptr (EdgeFault) fault =
      edge_faults_take (request->edge->faults, "jwks-", request->host, request->kind);
  g_autofree char *text = NULL;

  if (fault == NULL)
    text = edge_keys_jwks (request->team->keys);
  else if (g_str_equal (fault->kind, "jwks-malformed"))
    text = g_strdup ("{\"keys\":[{\"kid\":7,\"kty\":[]},");
  else if (g_str_equal (fault->kind, "jwks-empty"))
    text = g_strdup ("{\"keys\":[]}");
  else
    text = junk (edge_fault_int (fault, "bytes", 4 * 1024 * 1024));
  edge_reply (request, 200, "application/json", text);
}

/* Whose cookie it is: on a team domain an org token or an app token of any of its applications. */
static EdgeSession *
whose (EdgeRequest *request)
{
  Edge *edge = request->edge;
  g_autofree char *token = edge_request_cookie (request, "CF_Authorization");
  EdgeSession *session;
  const EdgeApp *app;

  if (token == NULL)
    return NULL;
  if (request->app != NULL)
    return edge_model_app_session (edge->model, request->app, token);
  session = edge_model_check_org (edge->model, request->team, token);
  if (session == NULL &&
      (app = edge_model_app_of_token (edge->model, request->team, token)) != NULL)
    session = edge_model_app_session (edge->model, app, token);
  return session;
}

static void
identity (EdgeRequest *request)
{
  const EdgeSession *session = whose (request);
  g_autoptr (JsonObject) object = json_object_new ();
  g_autofree char *name = NULL;

  if (session == NULL) {
    json_object_set_string_member (object, "err", "no app token set");
    edge_reply_json (request, 400, object);
    return;
  }
  name = g_strndup (session->email, strcspn (session->email, "@"));
  json_object_set_string_member (object, "id", session->id);
  json_object_set_string_member (object, "name", name);
  json_object_set_string_member (object, "email", session->email);
  json_object_set_array_member (object, "groups", json_array_new ());
  edge_reply_json (request, 200, object);
}

static void
logout (EdgeRequest *request)
{
  const EdgeSession *session = whose (request);

  if (session != NULL)
    edge_model_revoke (request->edge->model, session->email);
  edge_reply_cookie (request, "CF_Authorization", "", 0);
  edge_reply_page (request, 200, "Logged out", "<p>You have successfully logged out.</p>");
}

void
edge_team_host (EdgeRequest *request)
{
  static const EdgeErrorKind not_found = {404, 0, "not_found", "There is nothing here", 0};

  switch (request->kind) {
  case EDGE_JWKS:
    jwks (request);
    return;
  case EDGE_IDENTITY:
    identity (request);
    return;
  case EDGE_LOGOUT:
    logout (request);
    return;
  case EDGE_CERT_SIGN:
    edge_signer_answer (request);
    return;
  case EDGE_EXCHANGE_LOGIN:
  case EDGE_LOGIN_PAGE:
  case EDGE_APPROVAL:
    edge_login (request);
    return;
  default:
    edge_reply_error (request, &not_found);
    return;
  }
}
