/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/store.h"

G_BEGIN_DECLS

/* LkStore's operations, each awaited. */
LkSecret *test_store_lookup (LkStore *store, const LkStoreKey *key, GError **error);
gboolean test_store_save (LkStore *store, const LkStoreKey *key, const char *text, GError **error);
gboolean test_store_clear (LkStore *store, const LkStoreKey *pattern, GError **error);
GPtrArray *test_store_list (LkStore *store, const LkStoreKey *pattern, GError **error);
LkStore *test_store_open (void);
gboolean test_store_unlock (LkStore *store, GError **error);

/** test_app_key: Returns: the key of the test's application @app */
LkStoreKey test_app_key (const char *app);

/** test_assert_kept: asserts what is found under @key, nothing for %NULL */
void test_assert_kept (LkStore *store, const LkStoreKey *key, const char *text);

/** test_store_contract: what every store must do; begins and ends with @store empty */
void test_store_contract (LkStore *store);

G_END_DECLS
