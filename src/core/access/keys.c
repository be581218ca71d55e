/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "access/keys.h"

#include <glib/gi18n-lib.h>

#include "access/http.h"
#include "base/error.h"

#define CERTS_PATH "/cdn-cgi/access/certs"
#define FRESH_SECONDS (24 * 60 * 60)
#define REFETCH_SECONDS 60

struct _LkTeam {
  LkJwks *keys;
  gint64 fetched_at;
  gint64 tried_at;
};

typedef struct {
  char *auth_domain;
  const LkJwt *jwt;
} Verify;

static void
verify_free (Verify *verify)
{
  g_free (verify->auth_domain);
  g_free (verify);
}

void
lk_team_free (LkTeam *team)
{
  g_clear_pointer (&team->keys, lk_jwks_unref);
  g_free (team);
}

static void
load_team (LkAccessClient *client, const char *auth_domain, LkTeam *team)
{
  LkJwksCache *cache = lk_access_client_get_jwks_cache (client);
  g_autoptr (GBytes) bytes =
      cache == NULL ? NULL : lk_jwks_cache_load (cache, auth_domain, &team->fetched_at);

  /* A cache that cannot be read is an empty one. */
  if (bytes != NULL)
    team->keys = lk_jwks_parse (bytes, NULL);
}

static LkTeam *
get_team (LkAccessClient *client, const char *auth_domain)
{
  GHashTable *teams = lk_access_client_get_teams (client);
  LkTeam *team = g_hash_table_lookup (teams, auth_domain);

  if (team == NULL) {
    team = g_new0 (LkTeam, 1);
    load_team (client, auth_domain, team);
    g_hash_table_insert (teams, g_strdup (auth_domain), team);
  }
  return team;
}

/* A time from the future is not within anything: the clock was set back. */
static gboolean
is_within (gint64 then, gint64 now, gint64 seconds)
{
  return then <= now && now - then < seconds;
}

static gboolean
take_keys (LkAccessClient *client,
           const char *auth_domain,
           const LkHttpReply *reply,
           GError **error)
{
  LkTeam *team = get_team (client, auth_domain);
  LkJwksCache *cache = lk_access_client_get_jwks_cache (client);
  g_autoptr (GError) reason = NULL;
  LkJwks *keys = NULL;

  if (reply->status != 200)
    g_set_error (&reason, LK_ERROR, LK_ERROR_ACCESS, _ ("it answered %u"), reply->status);
  else
    keys = lk_jwks_parse (reply->body, &reason);
  if (keys == NULL) {
    g_set_error (error, LK_ERROR, LK_ERROR_ACCESS,
                 _ ("the team's public keys cannot be had from %s (%s); try again later"),
                 auth_domain, reason->message);
    return FALSE;
  }
  g_clear_pointer (&team->keys, lk_jwks_unref);
  team->keys = keys;
  team->fetched_at = lk_access_client_get_now (client);
  if (cache != NULL)
    lk_jwks_cache_save (cache, auth_domain, reply->body, team->fetched_at);
  return TRUE;
}

static void
on_certs_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LkAccessClient *client = LK_ACCESS_CLIENT (source);
  Verify *verify = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (LkHttpReply) reply = lk_http_send_finish (client, result, &error);

  if (reply != NULL && take_keys (client, verify->auth_domain, reply, &error))
    g_task_return_int (task,
                       lk_jwt_verify (verify->jwt, get_team (client, verify->auth_domain)->keys));
  else
    g_task_return_error (task, error);
}

void
lk_keys_verify_async (LkAccessClient *client,
                      const char *auth_domain,
                      const LkJwt *jwt,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (client, cancellable, callback, user_data);
  Verify *verify = g_new0 (Verify, 1);
  LkTeam *team = get_team (client, auth_domain);
  gint64 now = lk_access_client_get_now (client);

  g_task_set_source_tag (task, lk_keys_verify_async);
  g_task_set_task_data (task, verify, (GDestroyNotify) verify_free);
  verify->auth_domain = g_strdup (auth_domain);
  verify->jwt = jwt;
  if (team->keys != NULL && is_within (team->fetched_at, now, FRESH_SECONDS)) {
    gboolean verified = lk_jwt_verify (jwt, team->keys);

    if (verified || is_within (team->fetched_at, now, REFETCH_SECONDS) ||
        is_within (team->tried_at, now, REFETCH_SECONDS)) {
      g_task_return_int (task, verified);
      return;
    }
  }
  team->tried_at = now;

  g_autoptr (SoupMessage) message = lk_http_message_new ("GET", auth_domain, CERTS_PATH);

  lk_http_send_async (client, message, LK_JWKS_MAX, LK_ACCESS_LIMIT, cancellable, on_certs_ready,
                      g_steal_pointer (&task));
}

gboolean
lk_keys_verify_finish (LkAccessClient *client,
                       GAsyncResult *result,
                       gboolean *verified,
                       GError **error)
{
  gssize answer = g_task_propagate_int (G_TASK (result), error);

  *verified = answer == TRUE;
  return answer >= 0;
}
