/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model.h"

#include <string.h>

struct _EdgeModel {
  const EdgeConfig *config;
  GPtrArray *teams;
  GHashTable *sessions; /* id -> EdgeSession */
  GHashTable *notes;    /* one-time names -> Note */
  GHashTable *spent;    /* one-dial tokens that were used */
};

typedef struct {
  gpointer value;
  GDestroyNotify free_value;
} Note;

/* How long a one-dial token may wait for its dial. */
#define ONE_DIAL_GRACE 60

static void
session_free (gpointer data)
{
  EdgeSession *session = data;

  g_free (session->id);
  g_free (session->email);
  g_free (session);
}

static void
note_free (gpointer data)
{
  Note *note = data;

  if (note->free_value != NULL)
    note->free_value (note->value);
  g_free (note);
}

EdgeModel *
edge_model_new (const EdgeConfig *config)
{
  EdgeModel *model = g_new0 (EdgeModel, 1);

  model->config = config;
  model->teams = g_ptr_array_new ();
  model->sessions = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, session_free);
  model->notes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, note_free);
  model->spent = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < config->teams->len; i++) {
    const EdgeTeamConfig *from = g_ptr_array_index (config->teams, i);
    EdgeTeam *team = g_new0 (EdgeTeam, 1);

    team->name = g_strdup (from->name);
    team->domain = g_strconcat (from->name, ".cloudflareaccess.com", NULL);
    team->session = from->session;
    team->keys = edge_keys_new ();
    g_ptr_array_add (model->teams, team);
  }
  return model;
}

void
edge_model_reset (EdgeModel *model)
{
  g_hash_table_remove_all (model->notes);
  g_hash_table_remove_all (model->spent);
  g_hash_table_remove_all (model->sessions);
}

EdgeApp *
edge_model_app (const EdgeModel *model, const char *host)
{
  EdgeApp *found = NULL;
  const char *dot = strchr (host, '.');

  for (guint i = 0; i < model->config->apps->len; i++) {
    EdgeApp *app = g_ptr_array_index (model->config->apps, i);

    if (g_ascii_strcasecmp (app->host, host) == 0)
      return app;
    if (dot != NULL && g_str_has_prefix (app->host, "*.") &&
        g_ascii_strcasecmp (app->host + 1, dot) == 0)
      found = app;
  }
  return found;
}

EdgeTeam *
edge_model_team_by_domain (const EdgeModel *model, const char *domain)
{
  for (guint i = 0; i < model->teams->len; i++) {
    EdgeTeam *team = g_ptr_array_index (model->teams, i);

    if (g_ascii_strcasecmp (team->domain, domain) == 0)
      return team;
  }
  return NULL;
}

EdgeTeam *
edge_model_team_by_name (const EdgeModel *model, const char *name)
{
  g_autofree char *domain = g_strconcat (name, ".cloudflareaccess.com", NULL);

  return edge_model_team_by_domain (model, domain);
}

static gint64
now (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

EdgeSession *
edge_model_login (EdgeModel *model, EdgeTeam *team, const char *email)
{
  EdgeSession *session = g_new0 (EdgeSession, 1);

  session->id = edge_random_hex (8);
  session->email = g_strdup (email);
  session->team = team;
  session->expires = now () + team->session;
  g_hash_table_insert (model->sessions, session->id, session);
  return session;
}

guint
edge_model_revoke (EdgeModel *model, const char *email)
{
  GHashTableIter iter;
  EdgeSession *session;
  guint count = 0;

  g_hash_table_iter_init (&iter, model->sessions);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &session))
    if (!session->revoked && (email == NULL || g_str_equal (email, session->email))) {
      session->revoked = TRUE;
      count++;
    }
  return count;
}

static JsonObject *
claims_new (const EdgeTeam *team, const char *type, const char *aud, gint64 expires)
{
  JsonObject *claims = json_object_new ();
  JsonArray *audience = json_array_new ();
  g_autofree char *issuer = g_strconcat ("https://", team->domain, NULL);

  json_array_add_string_element (audience, aud);
  json_object_set_array_member (claims, "aud", audience);
  json_object_set_int_member (claims, "exp", expires);
  json_object_set_int_member (claims, "iat", now ());
  json_object_set_int_member (claims, "nbf", now ());
  json_object_set_string_member (claims, "iss", issuer);
  json_object_set_string_member (claims, "type", type);
  return claims;
}

static void
add_person (JsonObject *claims, const EdgeSession *session)
{
  g_autofree char *subject = g_compute_checksum_for_string (G_CHECKSUM_SHA1, session->email, -1);

  json_object_set_string_member (claims, "email", session->email);
  json_object_set_string_member (claims, "sub", subject);
  json_object_set_string_member (claims, "identity_nonce", session->id);
  json_object_set_string_member (claims, "country", "NL");
}

char *
edge_model_org_token (const EdgeModel *model, const EdgeSession *session)
{
  g_autofree char *aud =
      g_compute_checksum_for_string (G_CHECKSUM_SHA256, session->team->domain, -1);
  g_autoptr (JsonObject) claims = claims_new (session->team, "org", aud, session->expires);

  add_person (claims, session);
  return edge_keys_sign (session->team->keys, claims);
}

char *
edge_model_app_token (const EdgeModel *model, const EdgeApp *app, const EdgeSession *session)
{
  g_autoptr (JsonObject) claims =
      claims_new (session->team, "app", app->aud, now () + app->session);

  add_person (claims, session);
  if (app->session == 0) {
    g_autofree char *id = edge_random_hex (8);

    /* Two tokens of one second are two dials. */
    json_object_set_string_member (claims, "jti", id);
  }
  return edge_keys_sign (session->team->keys, claims);
}

char *
edge_model_service_token (const EdgeModel *model, const EdgeApp *app, const char *client_id)
{
  EdgeTeam *team = edge_model_team_by_name (model, app->team);
  g_autoptr (JsonObject) claims = claims_new (team, "app", app->aud, now () + app->session);

  json_object_set_string_member (claims, "common_name", client_id);
  json_object_set_string_member (claims, "sub", "");
  return edge_keys_sign (team->keys, claims);
}

JsonObject *
edge_model_metadata_claims (const EdgeModel *model, const EdgeApp *app, const char *host)
{
  JsonObject *claims = json_object_new ();

  json_object_set_string_member (claims, "type", "match");
  json_object_set_string_member (claims, "hostname", host);
  json_object_set_string_member (claims, "auth_domain",
                                 edge_model_team_by_name (model, app->team)->domain);
  json_object_set_string_member (claims, "aud", app->aud);
  json_object_set_string_member (claims, "app_hostname", app->app_hostname);
  json_object_set_int_member (claims, "iat", now ());
  return claims;
}

char *
edge_model_metadata (const EdgeModel *model, const EdgeApp *app, const char *host)
{
  g_autoptr (JsonObject) claims = edge_model_metadata_claims (model, app, host);

  return edge_keys_sign (edge_model_team_by_name (model, app->team)->keys, claims);
}

static const char *
text_claim (JsonObject *claims, const char *name)
{
  return json_object_get_string_member_with_default (claims, name, "");
}

static EdgeSession *
live_session (const EdgeModel *model, JsonObject *claims)
{
  EdgeSession *session =
      g_hash_table_lookup (model->sessions, text_claim (claims, "identity_nonce"));

  return session != NULL && !session->revoked ? session : NULL;
}

EdgeSession *
edge_model_check_org (const EdgeModel *model, const EdgeTeam *team, const char *token)
{
  g_autoptr (JsonObject) claims = edge_keys_verify (team->keys, token);

  if (claims == NULL || !g_str_equal (text_claim (claims, "type"), "org") ||
      json_object_get_int_member (claims, "exp") <= now ())
    return NULL;
  return live_session (model, claims);
}

static JsonObject *
app_claims (const EdgeModel *model, const EdgeApp *app, const char *token)
{
  g_autoptr (JsonObject) claims =
      edge_keys_verify (edge_model_team_by_name (model, app->team)->keys, token);
  gint64 until;

  if (claims == NULL || !g_str_equal (text_claim (claims, "type"), "app"))
    return NULL;
  if (!g_str_equal (json_array_get_string_element (json_object_get_array_member (claims, "aud"), 0),
                    app->aud))
    return NULL;
  until = json_object_get_int_member (claims, "exp");
  if (until == json_object_get_int_member (claims, "iat"))
    until += ONE_DIAL_GRACE;
  return until > now () ? g_steal_pointer (&claims) : NULL;
}

EdgeSession *
edge_model_app_session (const EdgeModel *model, const EdgeApp *app, const char *token)
{
  g_autoptr (JsonObject) claims = app_claims (model, app, token);

  return claims != NULL ? live_session (model, claims) : NULL;
}

const EdgeApp *
edge_model_app_of_token (const EdgeModel *model, const EdgeTeam *team, const char *token)
{
  for (guint i = 0; i < model->config->apps->len; i++) {
    const EdgeApp *app = g_ptr_array_index (model->config->apps, i);

    if (g_str_equal (app->team, team->name) && edge_model_app_session (model, app, token) != NULL)
      return app;
  }
  return NULL;
}

gboolean
edge_model_check_app (EdgeModel *model, const EdgeApp *app, const char *token, gboolean dial)
{
  g_autoptr (JsonObject) claims = app_claims (model, app, token);
  gboolean one_dial;

  if (claims == NULL ||
      (!json_object_has_member (claims, "common_name") && live_session (model, claims) == NULL))
    return FALSE;
  one_dial =
      json_object_get_int_member (claims, "exp") == json_object_get_int_member (claims, "iat");
  if (one_dial && g_hash_table_contains (model->spent, token))
    return FALSE;
  if (one_dial && dial)
    g_hash_table_add (model->spent, g_strdup (token));
  return TRUE;
}

char *
edge_model_put (EdgeModel *model, gpointer value, GDestroyNotify free_value)
{
  Note *note = g_new0 (Note, 1);
  char *name = edge_random_hex (16);

  note->value = value;
  note->free_value = free_value;
  g_hash_table_insert (model->notes, g_strdup (name), note);
  return name;
}

gpointer
edge_model_peek (const EdgeModel *model, const char *name)
{
  Note *note = g_hash_table_lookup (model->notes, name);

  return note != NULL ? note->value : NULL;
}

void
edge_model_drop (EdgeModel *model, const char *name)
{
  g_hash_table_remove (model->notes, name);
}
