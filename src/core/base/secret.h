/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LkSecret:
 *
 * A token or password: immutable, reference-counted, on pages of its own that are kept out of swap
 * (where the limit allows) and out of core dumps, and wiped by the last unref. Code that holds secret
 * text holds one of these, never a plain string.
 */
typedef struct _LkSecret LkSecret;

/**
 * lk_secret_new:
 * @data: the bytes; copied
 * @length: how many, or -1 when NUL-terminated
 *
 * Returns: (transfer full): a secret
 */
LkSecret *lk_secret_new (const void *data, gssize length);

/**
 * lk_secret_new_take:
 * @data: (transfer full): text from g_malloc(); wiped and freed
 *
 * Returns: (transfer full): a secret
 */
LkSecret *lk_secret_new_take (char *data);

LkSecret *lk_secret_ref (LkSecret *secret);
void lk_secret_unref (LkSecret *secret);

/** lk_secret_text: Returns: (transfer none): the bytes, followed by a NUL; valid as long as @secret */
const char *lk_secret_text (const LkSecret *secret);

/** lk_secret_length: Returns: the length in bytes, without the NUL */
gsize lk_secret_length (const LkSecret *secret);

/** lk_secret_equal: compares in a time that depends on the lengths only */
gboolean lk_secret_equal (const LkSecret *a, const LkSecret *b);

/** lk_wipe: overwrites @length bytes at @data; the compiler cannot drop it */
void lk_wipe (void *data, gsize length);

/** lk_wipe_free: wipes and g_free()s NUL-terminated text, or does nothing for %NULL */
void lk_wipe_free (char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkSecret, lk_secret_unref)

G_END_DECLS
