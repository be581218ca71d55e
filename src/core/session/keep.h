/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "access/app.h"
#include "access/token.h"
#include "store/store.h"

G_BEGIN_DECLS

/** lk_keep_key: Returns: where a token of @kind for @app is kept; it points into @app */
LkStoreKey lk_keep_key (LkTokenKind kind, const LkApp *app);

/** lk_keep_async: keeps @token, which is for @app or its team; ends with lk_store_save_finish() */
void lk_keep_async (LkStore *store,
                    LkToken *token,
                    const LkApp *app,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data);

G_END_DECLS
