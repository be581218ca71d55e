/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "access/app.h"
#include "base/secret.h"

G_BEGIN_DECLS

typedef enum {
  LK_TOKEN_APP, /* opens one application */
  LK_TOKEN_ORG, /* the team's session, for silent exchange */
} LkTokenKind;

typedef enum {
  LK_TOKEN_VALID,
  LK_TOKEN_EXPIRING, /* the last tenth of its life, at least 2 minutes and at most 2 hours of it */
  LK_TOKEN_EXPIRED,
} LkTokenState;

/**
 * LkToken:
 *
 * An app or org token (protocol.md section 1): its text as a secret, and its claims. Immutable and
 * reference-counted.
 */
typedef struct _LkToken LkToken;

/**
 * lk_token_new:
 * @text: the JWT
 *
 * Reads a token's claims. It does not verify the signature: the functions that fetch a token from the
 * network do so before they return one, and a keyring returns what was verified once.
 *
 * Returns: (transfer full): the token; %NULL with %LK_ERROR_ACCESS when it is no app or org token
 */
LkToken *lk_token_new (LkSecret *text, GError **error);

LkToken *lk_token_ref (LkToken *token);
void lk_token_unref (LkToken *token);

LkTokenKind lk_token_get_kind (const LkToken *token);

/** lk_token_get_text: Returns: (transfer none): the JWT itself */
LkSecret *lk_token_get_text (const LkToken *token);

/** lk_token_get_auth_domain: Returns: (transfer none): the team domain that issued it */
const char *lk_token_get_auth_domain (const LkToken *token);

/** lk_token_get_email: Returns: (transfer none) (nullable): whose it is; a service token has none */
const char *lk_token_get_email (const LkToken *token);

/** lk_token_get_common_name: Returns: (transfer none) (nullable): the service token's Client ID */
const char *lk_token_get_common_name (const LkToken *token);

/* Seconds since the Epoch: not good before, made at, not good from then on */
gint64 lk_token_get_not_before (const LkToken *token);
gint64 lk_token_get_issued_at (const LkToken *token);
gint64 lk_token_get_expires_at (const LkToken *token);

/** lk_token_has_audience: Returns: whether @aud is among the token's audiences */
gboolean lk_token_has_audience (const LkToken *token, const char *aud);

/** lk_token_fits: Returns: whether this is an app token for @app: its issuer and audience are @app's */
gboolean lk_token_fits (const LkToken *token, const LkApp *app);

/** lk_token_get_state: Returns: the stage at @now, the one place where it is computed */
LkTokenState lk_token_get_state (const LkToken *token, gint64 now);

/** lk_token_get_expiring_at: Returns: when the stage %LK_TOKEN_EXPIRING begins */
gint64 lk_token_get_expiring_at (const LkToken *token);

/** lk_token_get_remaining: Returns: seconds until it expires, 0 when it has */
gint64 lk_token_get_remaining (const LkToken *token, gint64 now);

/** lk_token_state_name: Returns: (transfer none): "valid", "expiring" or "expired", as in JSON */
const char *lk_token_state_name (LkTokenState state);

/**
 * lk_token_serves_once:
 *
 * Returns: whether the session length is zero ("immediate timeout"): good for one connection right
 *   after it was obtained; never store it, never ask again in a loop
 */
gboolean lk_token_serves_once (const LkToken *token);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkToken, lk_token_unref)

G_END_DECLS
