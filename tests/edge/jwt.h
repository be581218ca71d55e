/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/** EdgeKeys: a team's RS256 keys: one that signs, and those before it, which still verify */
typedef struct _EdgeKeys EdgeKeys;

EdgeKeys *edge_keys_new (void);

/** edge_keys_rotate: a new key signs from now on; with @drop_old the old ones are gone from the JWKS */
void edge_keys_rotate (EdgeKeys *keys, gboolean drop_old);

/** edge_keys_jwks: Returns: (transfer full): the document of /cdn-cgi/access/certs (protocol.md, 1) */
char *edge_keys_jwks (const EdgeKeys *keys);

/** edge_keys_sign: Returns: (transfer full): @claims as a JWT, RS256 with our kid */
char *edge_keys_sign (const EdgeKeys *keys, JsonObject *claims);

/** edge_keys_verify: Returns: (transfer full) (nullable): the claims of a JWT that one of our keys signed */
JsonObject *edge_keys_verify (const EdgeKeys *keys, const char *token);

/** EdgeForgery: ways to sign that a client must not accept */
typedef enum {
  EDGE_FORGERY_BAD_SIGNATURE,
  EDGE_FORGERY_ALG_NONE,
  EDGE_FORGERY_HS256,       /* keyed with our public key's PEM */
  EDGE_FORGERY_FOREIGN_KEY, /* our kid, somebody else's key */
} EdgeForgery;

/** edge_keys_forge: Returns: (transfer full): @claims as a JWT that must be refused */
char *edge_keys_forge (const EdgeKeys *keys, JsonObject *claims, EdgeForgery how);

/** edge_json_text: Returns: (transfer full): @object, compact */
char *edge_json_text (JsonObject *object);

/** edge_random_hex: Returns: (transfer full): @bytes of randomness in hex */
char *edge_random_hex (guint bytes);

G_END_DECLS
