/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "serve.h"

#include <string.h>

#include "session/proxy.h"
#include "session/route.h"
#include "store/store-open.h"
#include "store/warm.h"
#include "wire.h"

/* Two questions at once; the answer goes out when both are answered. */
typedef struct {
  LkServe *serve;
  LkGrant *grant;
  gboolean proxy_known;
  char *proxy; /* NULL when the desktop cannot say */
} Token;

static void
token_free (Token *token)
{
  g_clear_pointer (&token->grant, lk_grant_free);
  g_free (token->proxy);
  g_free (token);
}

static const char *
path_of (LkServe *serve)
{
  const char *path = lk_wire_text (serve->request, "path");

  return path == NULL ? "/" : path;
}

static char *
summarize (LkServe *serve, const LkGrant *grant)
{
  if (grant->client_id != NULL)
    return g_strdup_printf (
        "%s is reached with the service token %s; there is nothing to log in to.", grant->host,
        grant->client_id);
  if (grant->token == NULL)
    return g_strdup_printf (
        "%s needs no login: no Access application answers there, or its policy lets everybody in.",
        grant->host);

  const char *email = lk_token_get_email (grant->token);
  g_autofree char *left =
      lk_clock_words (lk_token_get_remaining (grant->token, lk_session_now (serve->session)));
  return g_strdup_printf (
      "Logged in to %s%s%s for about %s. A running session is never cut when this ends.",
      grant->app->auth_domain, email == NULL ? "" : " as ", email == NULL ? "" : email, left);
}

static void
answer_when_ready (Token *token)
{
  LkGrant *grant = token->grant;
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  g_autofree char *summary = NULL;

  if (grant == NULL || !token->proxy_known)
    return;
  summary = summarize (token->serve, grant);
  if (strcmp (path_of (token->serve), "/") == 0)
    lk_session_keep_route (token->serve->session, grant, token->proxy);
  g_variant_dict_insert (&dict, "summary", "s", summary);
  g_variant_dict_insert (&dict, "fresh", "b", grant->fresh);
  if (grant->token != NULL)
    g_variant_dict_insert (
        &dict, "remaining", "x",
        lk_token_get_remaining (grant->token, lk_session_now (token->serve->session)));
  if (token->proxy != NULL)
    g_variant_dict_insert (&dict, "proxy", "s", token->proxy);
  if (grant->client_id != NULL)
    g_variant_dict_insert (&dict, "client-id", "s", grant->client_id);
  lk_serve_done (token->serve, &dict,
                 grant->token != NULL ? lk_token_get_text (grant->token) : grant->client_secret);
}

static void
on_proxy_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Token *token = user_data;

  token->proxy = lk_proxy_lookup_finish (result, NULL);
  token->proxy_known = TRUE;
  answer_when_ready (token);
}

static void
on_obtained (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Token *token = user_data;
  g_autoptr (GError) error = NULL;

  token->grant = lk_session_obtain_finish (LK_SESSION (source), result, &error);
  if (token->grant != NULL)
    answer_when_ready (token);
  else
    lk_serve_fail (token->serve, error);
}

/* Another process may have put a newer one there meanwhile, which is to stay. */
static void
forget_refused (LkServe *serve)
{
  g_autoptr (LkWarm) warm = lk_warm_lookup (lk_serve_host (serve), lk_session_now (serve->session));

  if (warm != NULL && (warm->token == NULL ||
                       (serve->secret != NULL && lk_secret_equal (warm->token, serve->secret))))
    lk_warm_forget (lk_serve_host (serve));
}

static void
obtain (Token *token)
{
  LkServe *serve = token->serve;
  LkObtainFlags flags = LK_OBTAIN_NONE;

  if (lk_wire_flag (serve->request, "interactive"))
    flags |= LK_OBTAIN_INTERACTIVE;
  if (lk_wire_flag (serve->request, "accept-team"))
    flags |= LK_OBTAIN_ACCEPT_TEAM;
  if (lk_wire_flag (serve->request, "auto-close"))
    flags |= LK_OBTAIN_AUTO_CLOSE;
  lk_session_obtain_async (serve->session, lk_serve_host (serve), path_of (serve), flags,
                           serve->secret, serve->prompt, serve->cancellable, on_obtained, token);
}

static void
on_unlocked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Token *token = user_data;
  g_autoptr (GError) error = NULL;

  /* The login goes on without it; the store says where tokens are then kept. */
  if (!lk_store_unlock_finish (LK_STORE (source), result, &error))
    lk_prompt_note (token->serve->prompt, error->message);
  obtain (token);
}

void
lk_serve_token (LkServe *serve)
{
  LkStore *store = lk_session_get_store (serve->session);
  Token *token = g_new0 (Token, 1);

  g_object_set_data_full (G_OBJECT (serve->session), "token", token, (GDestroyNotify) token_free);
  token->serve = serve;
  if (lk_wire_flag (serve->request, "refused"))
    forget_refused (serve);
  lk_proxy_lookup_async (lk_serve_host (serve), serve->cancellable, on_proxy_found, token);
  if (lk_wire_flag (serve->request, "unlock") && lk_store_get_status (store)->locked) {
    lk_prompt_note (
        serve->prompt,
        "the desktop keyring is locked: answer its question, and tokens can be kept there");
    lk_store_unlock_async (store, serve->cancellable, on_unlocked, token);
  } else {
    obtain (token);
  }
}
