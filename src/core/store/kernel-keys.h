/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "base/secret.h"

G_BEGIN_DECLS

/*
 * Entries in the kernel's per-user keyring (keyrings(7), user-keyring(7)): memory that is never written to
 * disk, that every process of the user sees, and that forgets an entry when its time is over. An entry is
 * a key of type big_key where the kernel has it, because that one hardly counts against the quota, else
 * of type user. Names begin with "latchkey:" and hold nothing secret.
 */

/** The largest value: what a token may be at most. Where there is no big_key it is most of the quota. */
#define LK_KERNEL_KEY_MAX (16 * 1024)

/**
 * lk_kernel_key_save:
 * @name: which entry; an older one of this name is replaced, and a reader sees the old or the new value
 * @value: what to keep
 * @expires_at: when the kernel is to forget it; 0 for never
 * @now: the time
 *
 * Makes room, if the quota is used up, by forgetting the entries of ours that end soonest.
 *
 * Returns: %FALSE with %LK_ERROR_STORAGE
 */
gboolean lk_kernel_key_save (const char *name,
                             LkSecret *value,
                             gint64 expires_at,
                             gint64 now,
                             GError **error);

/**
 * lk_kernel_key_lookup:
 * @expires_at: (out) (optional): as saved
 *
 * Returns: (transfer full) (nullable): the value, %NULL when there is no such entry that still counts at @now
 */
LkSecret *lk_kernel_key_lookup (const char *name, gint64 now, gint64 *expires_at);

/** lk_kernel_key_forget: Returns: whether there was such an entry */
gboolean lk_kernel_key_forget (const char *name);

/** lk_kernel_key_names: Returns: (transfer full): the names of all entries that begin with @prefix */
GStrv lk_kernel_key_names (const char *prefix);

/** lk_kernel_keys_available: Returns: whether this process may use the keyring at all; some containers forbid it */
gboolean lk_kernel_keys_available (void);

G_END_DECLS
