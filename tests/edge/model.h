/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "config.h"
#include "jwt.h"

G_BEGIN_DECLS

typedef struct {
  char *name;
  char *domain;   /* "<name>.cloudflareaccess.com" */
  gint64 session; /* seconds */
  EdgeKeys *keys;
} EdgeTeam;

/** EdgeSession: one login of one person at one team; every token of it carries its id as identity_nonce */
typedef struct {
  char *id;
  char *email;
  EdgeTeam *team;
  gint64 expires;
  gboolean revoked;
} EdgeSession;

/** EdgeModel: what the edge knows: teams, applications, sessions. Used on the main thread only. */
typedef struct _EdgeModel EdgeModel;

EdgeModel *edge_model_new (const EdgeConfig *config);

/** edge_model_reset: forgets every session, so that each token issued so far is refused */
void edge_model_reset (EdgeModel *model);

/** edge_model_app: Returns: (transfer none) (nullable): what protects @host; an exact name wins over a wildcard */
EdgeApp *edge_model_app (const EdgeModel *model, const char *host);

EdgeTeam *edge_model_team_by_domain (const EdgeModel *model, const char *domain);
EdgeTeam *edge_model_team_by_name (const EdgeModel *model, const char *name);

/** edge_model_login: Returns: (transfer none): a new session of @email at @team */
EdgeSession *edge_model_login (EdgeModel *model, EdgeTeam *team, const char *email);

/** edge_model_revoke: ends all sessions of @email, or everybody's for %NULL. Returns: how many */
guint edge_model_revoke (EdgeModel *model, const char *email);

/* Tokens of protocol.md section 1; (transfer full). */
char *edge_model_org_token (const EdgeModel *model, const EdgeSession *session);
char *edge_model_app_token (const EdgeModel *model, const EdgeApp *app, const EdgeSession *session);
char *edge_model_service_token (const EdgeModel *model, const EdgeApp *app, const char *client_id);
char *edge_model_metadata (const EdgeModel *model, const EdgeApp *app, const char *host);

/** edge_model_metadata_claims: Returns: (transfer full): what edge_model_metadata() signs */
JsonObject *
edge_model_metadata_claims (const EdgeModel *model, const EdgeApp *app, const char *host);

/** edge_model_check_org: Returns: (transfer none) (nullable): the live session of an org token of @team */
EdgeSession *edge_model_check_org (const EdgeModel *model, const EdgeTeam *team, const char *token);

/**
 * edge_model_check_app:
 * @dial: whether the token is about to be used up, which matters when the application's session is 0
 *
 * Returns: whether @token opens @app: signature, type, audience, time, revocation.
 */
gboolean
edge_model_check_app (EdgeModel *model, const EdgeApp *app, const char *token, gboolean dial);

/** edge_model_app_session: Returns: (transfer none) (nullable): the live session of an app token for @app */
EdgeSession *edge_model_app_session (const EdgeModel *model, const EdgeApp *app, const char *token);

/** edge_model_app_of_token: Returns: (transfer none) (nullable): which of @team's applications @token is a live one for */
const EdgeApp *
edge_model_app_of_token (const EdgeModel *model, const EdgeTeam *team, const char *token);

/** edge_model_put: remembers @value under a fresh one-time name. Returns: (transfer full): the name */
char *edge_model_put (EdgeModel *model, gpointer value, GDestroyNotify free_value);

/** edge_model_peek: Returns: (transfer none) (nullable): what edge_model_put() remembered under @name */
gpointer edge_model_peek (const EdgeModel *model, const char *name);

/** edge_model_drop: forgets @name */
void edge_model_drop (EdgeModel *model, const char *name);

G_END_DECLS
