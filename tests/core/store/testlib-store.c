/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "testlib-store.h"

#include <string.h>

#include "store/store-open.h"

#define TEAM "team.cloudflareaccess.com"

static void
on_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GAsyncResult *
await (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

LkSecret *
test_store_lookup (LkStore *store, const LkStoreKey *key, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  lk_store_lookup_async (store, key, NULL, on_ready, &result);
  return lk_store_lookup_finish (store, await (&result), error);
}

gboolean
test_store_save (LkStore *store, const LkStoreKey *key, const char *text, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (LkSecret) secret = lk_secret_new (text, -1);

  lk_store_save_async (store, key, secret, g_get_real_time () / G_USEC_PER_SEC + 1000,
                       "Latchkey: a test's token", NULL, on_ready, &result);
  return lk_store_save_finish (store, await (&result), error);
}

gboolean
test_store_clear (LkStore *store, const LkStoreKey *pattern, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  lk_store_clear_async (store, pattern, NULL, on_ready, &result);
  return lk_store_clear_finish (store, await (&result), error);
}

GPtrArray *
test_store_list (LkStore *store, const LkStoreKey *pattern, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  lk_store_list_async (store, pattern, NULL, on_ready, &result);
  return lk_store_list_finish (store, await (&result), error);
}

LkStore *
test_store_open (void)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  LkStore *store;

  lk_store_open_async (lk_clock_system, NULL, on_ready, &result);
  store = lk_store_open_finish (await (&result), &error);
  g_assert_no_error (error);
  return store;
}

gboolean
test_store_unlock (LkStore *store, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  lk_store_unlock_async (store, NULL, on_ready, &result);
  return lk_store_unlock_finish (store, await (&result), error);
}

LkStoreKey
test_app_key (const char *app)
{
  return (LkStoreKey){.kind = LK_STORE_APP, .auth_domain = TEAM, .aud = "abc", .app_hostname = app};
}

void
test_assert_kept (LkStore *store, const LkStoreKey *key, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LkSecret) secret = test_store_lookup (store, key, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (secret == NULL ? NULL : lk_secret_text (secret), ==, text);
}

static void
assert_count (LkStore *store, const LkStoreKey *pattern, guint count)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items = test_store_list (store, pattern, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (items->len, ==, count);
  for (guint i = 0; i < items->len; i++) {
    const LkStoreItem *item = g_ptr_array_index (items, i);

    g_assert_true (lk_store_key_matches (&item->key, pattern));
    test_assert_kept (store, &item->key, lk_secret_text (item->secret));
  }
}

static void
save (LkStore *store, const LkStoreKey *key, const char *text)
{
  g_autoptr (GError) error = NULL;

  test_store_save (store, key, text, &error);
  g_assert_no_error (error);
}

static void
clear (LkStore *store, const LkStoreKey *pattern)
{
  g_autoptr (GError) error = NULL;

  test_store_clear (store, pattern, &error);
  g_assert_no_error (error);
}

static void
check_cancel (LkStore *store, const LkStoreKey *key)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  lk_store_list_async (store, key, cancellable, on_ready, &result);
  g_cancellable_cancel (cancellable);
  g_assert_null (lk_store_list_finish (store, await (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

void
test_store_contract (LkStore *store)
{
  LkStoreKey any = {.kind = LK_STORE_ANY};
  LkStoreKey apps = {.kind = LK_STORE_APP};
  LkStoreKey team = {.kind = LK_STORE_ANY, .auth_domain = TEAM};
  LkStoreKey one = test_app_key ("one.test.invalid");
  LkStoreKey two = test_app_key ("*.test.invalid:22; two");
  LkStoreKey org = {.kind = LK_STORE_ORG, .auth_domain = TEAM};
  LkStoreKey other = {.kind = LK_STORE_ORG, .auth_domain = "other.cloudflareaccess.com"};
  LkStoreKey service = {.kind = LK_STORE_SERVICE, .app_hostname = "one.test.invalid"};

  assert_count (store, &any, 0);
  test_assert_kept (store, &one, NULL);
  save (store, &one, "first");
  save (store, &one, "second");
  assert_count (store, &any, 1);
  test_assert_kept (store, &one, "second");
  save (store, &two, "two");
  save (store, &org, "org");
  save (store, &other, "other");
  save (store, &service, "id\nsecret");
  assert_count (store, &any, 5);
  assert_count (store, &apps, 2);
  assert_count (store, &team, 3);
  test_assert_kept (store, &service, "id\nsecret");
  check_cancel (store, &any);
  clear (store, &two);
  assert_count (store, &apps, 1);
  clear (store, &team);
  assert_count (store, &any, 2);
  clear (store, &team);
  clear (store, &any);
  assert_count (store, &any, 0);
}
