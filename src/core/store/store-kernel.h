/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/clock.h"
#include "store/store.h"

G_BEGIN_DECLS

/**
 * LkStoreKernel:
 *
 * The kernel's per-user keyring as a store: seen by all of the user's processes, gone with a restart of
 * the machine. The app tokens in it are the ones that lk_warm_lookup() finds.
 */
#define LK_TYPE_STORE_KERNEL (lk_store_kernel_get_type ())
G_DECLARE_FINAL_TYPE (LkStoreKernel, lk_store_kernel, LK, STORE_KERNEL, GObject)

LkStore *lk_store_kernel_new (LkClock clock);

G_END_DECLS
