/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "access/token.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "access/json.h"
#include "access/jwt.h"
#include "base/error.h"

#define EXPIRING_MIN (2 * 60)
#define EXPIRING_MAX (2 * 60 * 60)
#define AUDIENCES_MAX 64

struct _LkToken {
  gatomicrefcount refs;
  LkSecret *text;
  LkTokenKind kind;
  char *auth_domain;
  char *email;
  char *common_name;
  char **audiences;
  gint64 not_before;
  gint64 issued_at;
  gint64 expires_at;
};

static gboolean
fail (GError **error, const char *why)
{
  g_set_error_literal (error, LK_ERROR, LK_ERROR_ACCESS, why);
  return FALSE;
}

/* "aud" may be one string or a list of strings. */
static char **
read_audiences (JsonObject *claims)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JsonNode *node = json_object_get_member (claims, "aud");
  const char *one = lk_json_text (claims, "aud");

  if (one != NULL) {
    g_strv_builder_add (builder, one);
  } else if (node != NULL && JSON_NODE_HOLDS_ARRAY (node)) {
    JsonArray *list = json_node_get_array (node);

    for (guint i = 0; i < MIN (json_array_get_length (list), AUDIENCES_MAX); i++) {
      JsonNode *item = json_array_get_element (list, i);

      if (JSON_NODE_HOLDS_VALUE (item) && json_node_get_value_type (item) == G_TYPE_STRING)
        g_strv_builder_add (builder, json_node_get_string (item));
    }
  }
  return g_strv_builder_end (builder);
}

static gboolean
read_issuer (LkToken *self, JsonObject *claims)
{
  const char *iss = lk_json_text (claims, "iss");

  if (iss == NULL || !g_str_has_prefix (iss, "https://") || !lk_auth_domain_is_valid (iss + 8))
    return FALSE;
  self->auth_domain = g_strdup (iss + 8);
  return TRUE;
}

/* Text for people: a claim that is empty or could not be shown on a line is none. */
static char *
read_name (JsonObject *claims, const char *name)
{
  const char *text = lk_json_text (claims, name);
  g_autofree char *shown = lk_printable (text, -1);

  return text == NULL || text[0] == '\0' || strcmp (shown, text) != 0 ? NULL : g_strdup (text);
}

static gboolean
read_claims (LkToken *self, JsonObject *claims, GError **error)
{
  const char *type = lk_json_text (claims, "type");

  if (g_strcmp0 (type, "app") != 0 && g_strcmp0 (type, "org") != 0)
    return fail (error, _ ("it is neither an app token nor an org token"));
  self->kind = type[0] == 'a' ? LK_TOKEN_APP : LK_TOKEN_ORG;
  if (!read_issuer (self, claims))
    return fail (error, _ ("its issuer is no Access team"));
  if (!lk_json_seconds (claims, "iat", &self->issued_at) ||
      !lk_json_seconds (claims, "exp", &self->expires_at))
    return fail (error, _ ("it does not say how long it is good"));
  if (!json_object_has_member (claims, "nbf"))
    self->not_before = self->issued_at;
  else if (!lk_json_seconds (claims, "nbf", &self->not_before))
    return fail (error, _ ("it does not say how long it is good"));
  self->audiences = read_audiences (claims);
  if (self->kind == LK_TOKEN_APP && self->audiences[0] == NULL)
    return fail (error, _ ("it names no application"));
  self->email = read_name (claims, "email");
  self->common_name = read_name (claims, "common_name");
  return TRUE;
}

LkToken *
lk_token_new (LkSecret *text, GError **error)
{
  g_autoptr (LkJwt) jwt = lk_jwt_parse (text, error);

  if (jwt == NULL)
    return NULL;

  g_autoptr (LkToken) self = g_new0 (LkToken, 1);

  g_atomic_ref_count_init (&self->refs);
  self->text = lk_secret_ref (text);
  return read_claims (self, lk_jwt_get_claims (jwt), error) ? g_steal_pointer (&self) : NULL;
}

LkToken *
lk_token_ref (LkToken *token)
{
  g_return_val_if_fail (token != NULL, NULL);

  g_atomic_ref_count_inc (&token->refs);
  return token;
}

void
lk_token_unref (LkToken *token)
{
  g_return_if_fail (token != NULL);

  if (!g_atomic_ref_count_dec (&token->refs))
    return;
  lk_secret_unref (token->text);
  g_free (token->auth_domain);
  g_free (token->email);
  g_free (token->common_name);
  g_strfreev (token->audiences);
  g_free (token);
}

LkTokenKind
lk_token_get_kind (const LkToken *token)
{
  return token->kind;
}

LkSecret *
lk_token_get_text (const LkToken *token)
{
  return token->text;
}

const char *
lk_token_get_auth_domain (const LkToken *token)
{
  return token->auth_domain;
}

const char *
lk_token_get_email (const LkToken *token)
{
  return token->email;
}

const char *
lk_token_get_common_name (const LkToken *token)
{
  return token->common_name;
}

gint64
lk_token_get_not_before (const LkToken *token)
{
  return token->not_before;
}

gint64
lk_token_get_issued_at (const LkToken *token)
{
  return token->issued_at;
}

gint64
lk_token_get_expires_at (const LkToken *token)
{
  return token->expires_at;
}

gboolean
lk_token_has_audience (const LkToken *token, const char *aud)
{
  return g_strv_contains ((const char *const *) token->audiences, aud);
}

gboolean
lk_token_fits (const LkToken *token, const LkApp *app)
{
  return token->kind == LK_TOKEN_APP && strcmp (token->auth_domain, app->auth_domain) == 0 &&
         lk_token_has_audience (token, app->aud);
}

gint64
lk_token_get_expiring_at (const LkToken *token)
{
  gint64 life = MAX (0, token->expires_at - token->issued_at);

  return token->expires_at - MIN (CLAMP (life / 10, EXPIRING_MIN, EXPIRING_MAX), life / 2);
}

LkTokenState
lk_token_get_state (const LkToken *token, gint64 now)
{
  if (now >= token->expires_at)
    return LK_TOKEN_EXPIRED;
  return now >= lk_token_get_expiring_at (token) ? LK_TOKEN_EXPIRING : LK_TOKEN_VALID;
}

gint64
lk_token_get_remaining (const LkToken *token, gint64 now)
{
  return MAX (0, token->expires_at - now);
}

const char *
lk_token_state_name (LkTokenState state)
{
  static const char *const names[] = {
      [LK_TOKEN_VALID] = "valid",
      [LK_TOKEN_EXPIRING] = "expiring",
      [LK_TOKEN_EXPIRED] = "expired",
  };

  return names[state];
}

gboolean
lk_token_serves_once (const LkToken *token)
{
  return token->expires_at <= token->issued_at;
}
