/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The identity provider: silent exchange, a page with two buttons, and what they do. */
#include "login.h"

#include "reply.h"
#include "transfer.h"

#include <string.h>

#define LOGIN "/cdn-cgi/access/login/"

static void
code_free (gpointer data)
{
  EdgeCode *code = data;

  g_free (code->back_to);
  g_free (code);
}

/* The application that the login path names, if its kid is right too. */
static EdgeApp *
asked_app (EdgeRequest *request)
{
  EdgeApp *app = edge_model_app (request->edge->model, request->path + strlen (LOGIN));

  if (app == NULL || !g_str_equal (app->team, request->team->name) ||
      g_strcmp0 (edge_request_query (request, "kid"), app->aud) != 0)
    return NULL;
  return app;
}

/* Where to go on the application's host: a path of it and nothing else. */
static const char *
back_to (EdgeRequest *request)
{
  const char *path = edge_request_query (request, "redirect_url");

  return path != NULL && path[0] == '/' && path[1] != '/' ? path : "/";
}

static void
enter (EdgeRequest *request, EdgeApp *app, const EdgeSession *session)
{
  static const EdgeErrorKind denied = {403, 0, "access_denied", "That account does not have access",
                                       0};
  EdgeCode *code;
  g_autofree char *nonce = NULL;

  if (app->policy & EDGE_POLICY_DENY || !(app->policy & EDGE_POLICY_ALLOW)) {
    edge_reply_header (request, "Cf-Access-Error", "policy_denied");
    edge_reply_error (request, &denied);
    return;
  }
  code = g_new0 (EdgeCode, 1);
  code->app = app;
  code->session = session;
  code->back_to = g_strdup (back_to (request));
  nonce = edge_model_put (request->edge->model, code, code_free);
  edge_reply_redirect (request,
                       g_strdup_printf ("https://%s%s/cdn-cgi/access/authorized?nonce=%s",
                                        request->path + strlen (LOGIN), request->authority, nonce));
}

static void
approve (EdgeRequest *request, EdgeApp *app, const char *email)
{
  EdgeSession *session = edge_model_login (request->edge->model, request->team, email);
  g_autofree char *token = edge_model_org_token (request->edge->model, session);

  edge_stats_approved (request->edge->stats);
  edge_reply_cookie (request, "CF_Authorization", token, MAX (request->team->session, 1));
  enter (request, app, session);
}

/* The public key in the way back, if this is a login for a command line. */
static char *
transfer_key (EdgeRequest *request)
{
  const char *back = back_to (request);
  const char *query = strchr (back, '?');
  g_autoptr (GHashTable) fields = NULL;

  if (query == NULL || !g_str_has_prefix (back, "/cdn-cgi/access/cli?"))
    return NULL;
  fields = soup_form_decode (query + 1);
  return g_strdup (g_hash_table_lookup (fields, "token"));
}

static void
show (EdgeRequest *request, EdgeApp *app)
{
  GUri *uri = soup_server_message_get_uri (request->message);
  g_autofree char *action =
      g_markup_printf_escaped ("%s?%s", request->path, g_uri_get_query (uri) ?: "");
  g_autofree char *host = g_markup_escape_text (request->path + strlen (LOGIN), -1);
  g_autofree char *email = g_markup_escape_text (request->edge->config->user, -1);
  g_autofree char *key = transfer_key (request);
  g_autofree char *body = g_strdup_printf (
      "<p>The application <strong>%s</strong> of <strong>%s</strong> asks who you are.</p>\n"
      "<form method=\"post\" action=\"%s\">\n"
      "<label for=\"email\">Email</label>\n<input id=\"email\" name=\"email\" type=\"email\" "
      "value=\"%s\" required>\n"
      "<p><button type=\"submit\" name=\"decision\" value=\"approve\">Approve</button>\n"
      "<button type=\"submit\" name=\"decision\" value=\"deny\" "
      "formnovalidate>Deny</button></p>\n</form>\n",
      host, request->team->domain, action, email);

  if (key != NULL)
    edge_transfer_seen (request->edge, key, app);
  edge_reply_page (request, 200, "Sign in", body);
}

static void
decide (EdgeRequest *request, EdgeApp *app)
{
  g_autoptr (GHashTable) form = edge_request_form (request);
  const char *email = g_hash_table_lookup (form, "email") ?: request->edge->config->user;

  if (g_strcmp0 (g_hash_table_lookup (form, "decision"), "approve") == 0)
    approve (request, app, email);
  else
    edge_reply_page (request, 403, "Denied", "<p>You did not approve this login.</p>");
}

void
edge_login (EdgeRequest *request)
{
  static const EdgeErrorKind unknown = {404, 0, "not_found",
                                        "Unable to find your Access application", 0};
  EdgeApp *app = asked_app (request);
  g_autofree char *token = edge_request_cookie (request, "CF_Authorization");
  EdgeSession *session =
      token != NULL ? edge_model_check_org (request->edge->model, request->team, token) : NULL;

  if (app == NULL) {
    edge_reply_error (request, &unknown);
    return;
  }
  /* Clients of 2023 read these here. */
  edge_reply_header (request, "CF-Access-Domain",
                     *app->app_hostname != '\0' ? app->app_hostname : app->host);
  edge_reply_header (request, "CF-Access-Aud", app->aud);
  if (request->kind == EDGE_APPROVAL)
    decide (request, app);
  else if (session != NULL)
    enter (request, app, session);
  else if (request->edge->config->auto_approve &&
           g_str_equal (soup_server_message_get_method (request->message), "GET"))
    approve (request, app, request->edge->config->user);
  else
    show (request, app);
}
