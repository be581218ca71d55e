/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "serve.h"

#include "proxy.h"
#include "store/store-open.h"
#include "store/warm.h"
#include "wire.h"

/* A host that needs no token is asked again after this time, in seconds: it may be protected by then. */
#define BYPASS_LIFE 600

typedef struct {
  LkServe *serve;
  LkGrant *grant;
} Token;

static void
token_free (Token *token)
{
  g_clear_pointer (&token->grant, lk_grant_free);
  g_free (token);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Token, token_free)

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

/* For the next connection: it takes this from the kernel and asks nobody. Best effort. */
static void
save_warm (LkServe *serve, const LkGrant *grant, const char *proxy)
{
  gint64 now = lk_session_now (serve->session);
  LkWarm warm = {.proxy = (char *) proxy, .expires_at = now + BYPASS_LIFE};

  if (grant->client_id != NULL || (grant->token != NULL && lk_token_serves_once (grant->token)))
    return;
  if (grant->token != NULL) {
    warm.auth_domain = (char *) grant->app->auth_domain;
    warm.aud = (char *) grant->app->aud;
    warm.app_hostname = (char *) grant->app->app_hostname;
    warm.expires_at = lk_token_get_expires_at (grant->token);
    warm.token = lk_token_get_text (grant->token);
  }
  (void) lk_warm_save (grant->host, &warm, now, NULL);
}

static void
on_proxy_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Token) token = user_data;
  LkGrant *grant = token->grant;
  g_autofree char *proxy = lk_proxy_lookup_finish (result, NULL);
  g_autofree char *summary = summarize (token->serve, grant);
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  LkSecret *secret = grant->client_secret;

  if (grant->token != NULL)
    secret = lk_token_get_text (grant->token);
  save_warm (token->serve, grant, proxy);
  g_variant_dict_insert (&dict, "summary", "s", summary);
  g_variant_dict_insert (&dict, "fresh", "b", grant->fresh);
  if (proxy != NULL)
    g_variant_dict_insert (&dict, "proxy", "s", proxy);
  if (grant->client_id != NULL)
    g_variant_dict_insert (&dict, "client-id", "s", grant->client_id);
  lk_serve_done (token->serve, &dict, secret);
}

static void
on_obtained (GObject *source, GAsyncResult *result, gpointer user_data)
{
  LkServe *serve = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LkGrant) grant = lk_session_obtain_finish (LK_SESSION (source), result, &error);

  if (grant == NULL) {
    lk_serve_fail (serve, error);
    return;
  }

  Token *token = g_new0 (Token, 1);
  token->serve = serve;
  token->grant = g_steal_pointer (&grant);
  lk_proxy_lookup_async (lk_serve_host (serve), serve->cancellable, on_proxy_found, token);
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
obtain (LkServe *serve)
{
  const char *path = lk_wire_text (serve->request, "path");
  LkObtainFlags flags = LK_OBTAIN_NONE;

  if (lk_wire_flag (serve->request, "interactive"))
    flags |= LK_OBTAIN_INTERACTIVE;
  if (lk_wire_flag (serve->request, "accept-team"))
    flags |= LK_OBTAIN_ACCEPT_TEAM;
  if (lk_wire_flag (serve->request, "auto-close"))
    flags |= LK_OBTAIN_AUTO_CLOSE;
  lk_session_obtain_async (serve->session, lk_serve_host (serve), path == NULL ? "/" : path, flags,
                           serve->secret, serve->prompt, serve->cancellable, on_obtained, serve);
}

static void
on_unlocked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  LkServe *serve = user_data;
  g_autoptr (GError) error = NULL;

  /* The login goes on without it; the store says where tokens are then kept. */
  if (!lk_store_unlock_finish (LK_STORE (source), result, &error))
    lk_prompt_note (serve->prompt, error->message);
  obtain (serve);
}

void
lk_serve_token (LkServe *serve)
{
  LkStore *store = lk_session_get_store (serve->session);

  if (lk_wire_flag (serve->request, "refused"))
    forget_refused (serve);
  if (lk_wire_flag (serve->request, "unlock") && lk_store_get_status (store)->locked) {
    lk_prompt_note (
        serve->prompt,
        "the desktop keyring is locked: answer its question, and tokens can be kept there");
    lk_store_unlock_async (store, serve->cancellable, on_unlocked, serve);
  } else {
    obtain (serve);
  }
}
