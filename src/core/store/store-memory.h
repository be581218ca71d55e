/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/store.h"

G_BEGIN_DECLS

/** LkStoreMemory: in this process and no longer than it: the last resort, and for tests */
#define LK_TYPE_STORE_MEMORY (lk_store_memory_get_type ())
G_DECLARE_FINAL_TYPE (LkStoreMemory, lk_store_memory, LK, STORE_MEMORY, GObject)

LkStore *lk_store_memory_new (void);

G_END_DECLS
