/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "access/keys.h"

#include <string.h>

#include "base/error.h"
#include "testlib-edge.h"

/* A cache that a test can look into. */
#define MEMORY_TYPE_CACHE (memory_cache_get_type ())
G_DECLARE_FINAL_TYPE (MemoryCache, memory_cache, MEMORY, CACHE, GObject)

struct _MemoryCache {
  GObject parent_instance;
  GBytes *keys;
  gint64 fetched_at;
  guint saves;
};

static GBytes *
memory_cache_load (LkJwksCache *cache, const char *auth_domain, gint64 *fetched_at)
{
  MemoryCache *self = MEMORY_CACHE (cache);

  g_assert_cmpstr (auth_domain, ==, TEST_TEAM);
  *fetched_at = self->fetched_at;
  return self->keys == NULL ? NULL : g_bytes_ref (self->keys);
}

static void
memory_cache_save (LkJwksCache *cache, const char *auth_domain, GBytes *keys, gint64 fetched_at)
{
  MemoryCache *self = MEMORY_CACHE (cache);

  g_assert_cmpstr (auth_domain, ==, TEST_TEAM);
  g_clear_pointer (&self->keys, g_bytes_unref);
  self->keys = g_bytes_ref (keys);
  self->fetched_at = fetched_at;
  self->saves++;
}

static void
memory_cache_iface_init (LkJwksCacheInterface *iface)
{
  iface->load = memory_cache_load;
  iface->save = memory_cache_save;
}

G_DEFINE_TYPE_WITH_CODE (MemoryCache,
                         memory_cache,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (LK_TYPE_JWKS_CACHE, memory_cache_iface_init))

static void
memory_cache_finalize (GObject *object)
{
  g_clear_pointer (&MEMORY_CACHE (object)->keys, g_bytes_unref);
  G_OBJECT_CLASS (memory_cache_parent_class)->finalize (object);
}

static void
memory_cache_class_init (MemoryCacheClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = memory_cache_finalize;
}

static void
memory_cache_init (MemoryCache *self)
{
}

static MemoryCache *
new_cache (TestEdge *edge)
{
  MemoryCache *cache = g_object_new (MEMORY_TYPE_CACHE, NULL);
  LkAccessConfig change = {.jwks_cache = LK_JWKS_CACHE (cache)};

  g_object_unref (edge->client);
  edge->client = test_edge_client (edge, &change);
  return cache;
}

static gboolean
verify (TestEdge *edge, const TestKey *key, GError **error)
{
  g_autoptr (LkSecret) text = test_jwt (key, "{}");
  g_autoptr (LkJwt) jwt = lk_jwt_parse (text, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  gboolean verified = TRUE;

  lk_keys_verify_async (edge->client, TEST_TEAM, jwt, NULL, test_done, &result);
  return lk_keys_verify_finish (edge->client, test_wait (&result), &verified, error) && verified;
}

static void
test_rotation (void)
{
  g_autoptr (TestEdge) edge = test_edge_new ();
  g_autoptr (MemoryCache) cache = new_cache (edge);

  g_assert_true (verify (edge, edge->key, NULL));
  g_assert_true (verify (edge, edge->key, NULL));
  g_assert_cmpuint (edge->fetches, ==, 1);
  g_assert_cmpuint (cache->saves, ==, 1);

  /* New keys too soon after the last fetch, then later; an old key of the same name is gone. */
  edge->published = test_key_new ("k2", 2048);
  test_now += 59;
  g_assert_false (verify (edge, edge->published, NULL));
  g_assert_cmpuint (edge->fetches, ==, 1);
  test_now += 1;
  g_assert_true (verify (edge, edge->published, NULL));
  g_assert_cmpuint (edge->fetches, ==, 2);
  g_assert_false (verify (edge, edge->key, NULL));
  g_assert_cmpuint (edge->fetches, ==, 2);

  /* Another process finds them in the cache. */
  g_object_unref (edge->client);
  edge->client = test_edge_client (edge, &(LkAccessConfig){.jwks_cache = LK_JWKS_CACHE (cache)});
  g_assert_true (verify (edge, edge->published, NULL));
  g_assert_cmpuint (edge->fetches, ==, 2);
}

static void
test_age (void)
{
  g_autoptr (TestEdge) edge = test_edge_new ();
  g_autoptr (MemoryCache) cache = new_cache (edge);

  g_assert_true (verify (edge, edge->key, NULL));
  test_now += 24 * 60 * 60 - 1;
  g_assert_true (verify (edge, edge->key, NULL));
  g_assert_cmpuint (edge->fetches, ==, 1);
  test_now += 1;
  g_assert_true (verify (edge, edge->key, NULL));
  g_assert_cmpuint (edge->fetches, ==, 2);
  g_assert_cmpint (cache->fetched_at, ==, test_now);
  /* The clock was set back: what comes from the future is not fresh. */
  test_now -= 3600;
  g_assert_true (verify (edge, edge->key, NULL));
  g_assert_cmpuint (edge->fetches, ==, 3);
}

static const char *answer;
static guint status;

static gboolean
answer_keys (TestEdge *edge, SoupServerMessage *message, const char *host, const char *path)
{
  if (status == 302)
    test_redirect (message, answer);
  else
    test_reply (message, status, answer);
  return TRUE;
}

/* A fetch that fails leaves what was known as it is. */
static void
test_failures (void)
{
  g_autofree char *large = g_strnfill (LK_JWKS_MAX + 1, ' ');
  const struct {
    guint status;
    const char *answer;
  } cases[] = {
      {200, "<html>"}, {200, "{\"keys\":[]}"},   {200, large},
      {404, "{}"},     {500, "{\"keys\":[{}]}"}, {302, "https://" TEST_HOST "/keys"},
  };
  g_autoptr (TestEdge) edge = test_edge_new ();
  g_autoptr (MemoryCache) cache = new_cache (edge);
  g_autoptr (TestKey) other = test_key_new ("k2", 2048);

  g_assert_true (verify (edge, edge->key, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;

    edge->handler = answer_keys;
    status = cases[i].status;
    answer = cases[i].answer;
    test_now += 60;
    g_assert_false (verify (edge, other, &error));
    g_assert_error (error, LK_ERROR, LK_ERROR_ACCESS);
    g_assert_nonnull (strstr (error->message, TEST_TEAM));
    /* Not twice in a minute, and the old keys serve. */
    edge->requests = 0;
    g_clear_error (&error);
    g_assert_false (verify (edge, other, &error));
    g_assert_no_error (error);
    g_assert_true (verify (edge, edge->key, NULL));
    g_assert_cmpuint (edge->requests, ==, 0);
  }
  g_assert_cmpuint (cache->saves, ==, 1);
}

static void
test_bad_cache (void)
{
  g_autoptr (TestEdge) edge = test_edge_new ();
  g_autoptr (MemoryCache) cache = new_cache (edge);

  cache->keys = g_bytes_new_static ("garbage", 7);
  cache->fetched_at = test_now;
  g_assert_true (verify (edge, edge->key, NULL));
  g_assert_cmpuint (edge->fetches, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/keys/rotation", test_rotation);
  g_test_add_func ("/keys/age", test_age);
  g_test_add_func ("/keys/failures", test_failures);
  g_test_add_func ("/keys/bad-cache", test_bad_cache);
  return g_test_run ();
}
