/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * LkJwksCache:
 *
 * Where a team's public keys rest between processes; session implements it with files. What it returns
 * is parsed like a reply, but it decides who is believed: it must be a place only the user can write to.
 */
#define LK_TYPE_JWKS_CACHE (lk_jwks_cache_get_type ())
G_DECLARE_INTERFACE (LkJwksCache, lk_jwks_cache, LK, JWKS_CACHE, GObject)

/**
 * LkJwksCacheInterface:
 * @load: Returns: (transfer full) (nullable): what was saved last for the team, and when it was fetched
 * @save: keeps @keys; a failure is not worth reporting
 *
 * Both return at once: a small file at most.
 */
struct _LkJwksCacheInterface {
  GTypeInterface parent_iface;

  GBytes *(*load) (LkJwksCache *self, const char *auth_domain, gint64 *fetched_at);
  void (*save) (LkJwksCache *self, const char *auth_domain, GBytes *keys, gint64 fetched_at);
};

GBytes *lk_jwks_cache_load (LkJwksCache *self, const char *auth_domain, gint64 *fetched_at);
void
lk_jwks_cache_save (LkJwksCache *self, const char *auth_domain, GBytes *keys, gint64 fetched_at);

G_END_DECLS
