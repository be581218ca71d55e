/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a protected name answers: redirect to the login, metadata, the way back from the login, the browser's entrance. */
#include "login.h"
#include "metadata.h"
#include "reply.h"
#include "transfer.h"

static const EdgeErrorKind denied = {403, 0, "access_denied",
                                     "You are not allowed to reach this application", 0};
static const EdgeErrorKind bad_login = {400, 0, "invalid_login", "Invalid login session", 0};

/* The session behind the token of a cookie or header, for this application. */
static EdgeSession *
session_of (EdgeRequest *request)
{
  g_autofree char *cookie = edge_request_cookie (request, "CF_Authorization");
  const char *token = edge_request_header (request, "cf-access-token") ?: cookie;

  return token != NULL ? edge_model_app_session (request->edge->model, request->app, token) : NULL;
}

static void
login_redirect (EdgeRequest *request, const char *back_to)
{
  const EdgeTeam *team = edge_model_team_by_name (request->edge->model, request->app->team);
  g_autofree char *session =
      edge_model_put (request->edge->model, g_strdup (request->host), g_free);
  g_autofree char *meta = edge_model_metadata (request->edge->model, request->app, request->host);
  g_autofree char *back = g_uri_escape_string (back_to, NULL, FALSE);

  edge_reply_cookie (request, "CF_AppSession", session, 24 * 60 * 60);
  edge_reply_header (request, "Www-Authenticate", "Cloudflare-Access");
  edge_reply_redirect (
      request, g_strdup_printf (
                   "https://%s%s/cdn-cgi/access/login/%s?kid=%s&meta=%s&redirect_url=%s",
                   team->domain, request->authority, request->host, request->app->aud, meta, back));
}

static char *
path_and_query (EdgeRequest *request)
{
  GUri *uri = soup_server_message_get_uri (request->message);
  const char *query = g_uri_get_query (uri);

  return query != NULL ? g_strdup_printf ("%s?%s", request->path, query) : g_strdup (request->path);
}

static gboolean
service_pair_good (EdgeRequest *request)
{
  const char *id = edge_request_header (request, "cf-access-client-id");
  const char *secret = edge_request_header (request, "cf-access-client-secret");

  return id != NULL && secret != NULL &&
         g_strcmp0 (g_hash_table_lookup (request->edge->config->service_tokens, id), secret) == 0;
}

EdgeAdmission
edge_app_admit (EdgeRequest *request, gboolean dial)
{
  const EdgeApp *app = request->app;
  g_autofree char *cookie = edge_request_cookie (request, "CF_Authorization");
  const char *token = edge_request_header (request, "cf-access-token") ?: cookie;

  if (app->policy & EDGE_POLICY_BYPASS)
    return EDGE_ADMITTED;
  if (edge_request_header (request, "cf-access-client-id") != NULL) {
    if (!(app->policy & EDGE_POLICY_SERVICE))
      return EDGE_LOGIN_NEEDED;
    return service_pair_good (request) ? EDGE_ADMITTED : EDGE_BAD_SERVICE_TOKEN;
  }
  if (token != NULL && edge_model_check_app (request->edge->model, app, token, dial))
    return app->policy & EDGE_POLICY_DENY ? EDGE_DENIED : EDGE_ADMITTED;
  /* With Service Auth rules alone there is no login to offer. */
  return app->policy == EDGE_POLICY_SERVICE ? EDGE_DENIED : EDGE_LOGIN_NEEDED;
}

void
edge_app_refuse (EdgeRequest *request, EdgeAdmission why)
{
  static const EdgeErrorKind bad_token = {401, 0, "unauthorized",
                                          "The service token is not accepted", 0};
  g_autofree char *back = NULL;

  if (why == EDGE_LOGIN_NEEDED) {
    back = path_and_query (request);
    login_redirect (request, back);
    return;
  }
  /* Clients of 2023 read these here too. */
  edge_reply_header (request, "CF-Access-Aud", request->app->aud);
  edge_reply_header (request, "CF-Access-Domain", request->app->host);
  if (why == EDGE_DENIED)
    edge_reply_header (request, "Cf-Access-Error", "policy_denied");
  else
    edge_reply_header (request, "WWW-Authenticate", "Cloudflare-Access");
  edge_reply_error (request, why == EDGE_DENIED ? &denied : &bad_token);
}

static void
cli (EdgeRequest *request)
{
  const char *key = edge_request_query (request, "token");
  gboolean both = g_strcmp0 (edge_request_query (request, "send_org_token"), "true") == 0;
  EdgeSession *session = session_of (request);
  g_autofree char *back = NULL;

  if (session == NULL) {
    back = path_and_query (request);
    login_redirect (request, back);
    return;
  }
  if (key == NULL || !edge_transfer_deliver (request->edge, key, request->app, session, both)) {
    edge_reply_error (request, &bad_login);
    return;
  }
  edge_reply_page (request, 200, "Success",
                   "<p>You have successfully logged in. You can close this window and go back to "
                   "your terminal.</p>");
}

static void
authorized (EdgeRequest *request)
{
  EdgeModel *model = request->edge->model;
  g_autofree char *app_session = edge_request_cookie (request, "CF_AppSession");
  const char *name = edge_request_query (request, "nonce") ?: "";
  EdgeCode *code = edge_model_peek (model, name);
  const char *host = app_session != NULL ? edge_model_peek (model, app_session) : NULL;
  g_autofree char *token = NULL;
  char *location;

  if (code == NULL || code->app != request->app || g_strcmp0 (host, request->host) != 0) {
    edge_reply_error (request, &bad_login);
    return;
  }
  token = edge_model_app_token (model, request->app, code->session);
  location = g_strdup_printf ("https://%s%s%s", request->host, request->authority, code->back_to);
  edge_model_drop (model, name);
  edge_model_drop (model, app_session);
  edge_reply_cookie (request, "CF_Authorization", token, MAX (request->app->session, 60));
  edge_reply_redirect (request, location);
}

static void
page (EdgeRequest *request)
{
  static const EdgeErrorKind no_http = {400, 0, "bad_request", "The origin is no web server", 0};
  EdgeAdmission admission = edge_app_admit (request, FALSE);
  const char *id = edge_request_header (request, "cf-access-client-id");

  if (admission != EDGE_ADMITTED) {
    edge_app_refuse (request, admission);
    return;
  }
  if (id != NULL && !(request->app->policy & EDGE_POLICY_BYPASS)) {
    g_autofree char *token = edge_model_service_token (request->edge->model, request->app, id);

    edge_reply_cookie (request, "CF_Authorization", token, MAX (request->app->session, 60));
  }
  if (request->kind == EDGE_TOKEN_CHECK)
    edge_reply (request, 200, "text/plain", "ok\n");
  else
    edge_reply_error (request, &no_http);
}

void
edge_app_host (EdgeRequest *request)
{
  if (edge_request_header (request, "cf-access-metadata-request") != NULL)
    edge_metadata_add (request);
  switch (request->kind) {
  case EDGE_UPGRADE:
    edge_app_upgrade (request);
    return;
  case EDGE_CLI:
    cli (request);
    return;
  case EDGE_AUTHORIZED:
    authorized (request);
    return;
  case EDGE_LOGOUT:
  case EDGE_IDENTITY:
    edge_team_host (request);
    return;
  default:
    page (request);
    return;
  }
}
