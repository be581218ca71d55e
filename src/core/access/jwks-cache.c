/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "access/jwks-cache.h"

G_DEFINE_INTERFACE (LkJwksCache, lk_jwks_cache, G_TYPE_OBJECT)

static void
lk_jwks_cache_default_init (LkJwksCacheInterface *iface)
{
}

GBytes *
lk_jwks_cache_load (LkJwksCache *self, const char *auth_domain, gint64 *fetched_at)
{
  return LK_JWKS_CACHE_GET_IFACE (self)->load (self, auth_domain, fetched_at);
}

void
lk_jwks_cache_save (LkJwksCache *self, const char *auth_domain, GBytes *keys, gint64 fetched_at)
{
  LK_JWKS_CACHE_GET_IFACE (self)->save (self, auth_domain, keys, fetched_at);
}
