/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  LK_BASE64_STANDARD, /* RFC 4648 section 4, with padding */
  LK_BASE64_URL,      /* section 5, with padding */
  LK_BASE64_URL_BARE, /* section 5, without: RFC 7515 section 2 */
} LkBase64;

/**
 * lk_base64_decode:
 * @decoded: (out): length of the result
 *
 * Strict: no white space, no character of another alphabet, no bits left over.
 *
 * Returns: (transfer full) (nullable): the bytes and a NUL after them; free with g_free(). %NULL when it
 *   is not base64
 */
guint8 *lk_base64_decode (LkBase64 variant, const char *text, gsize length, gsize *decoded);

/** lk_base64_encode: Returns: (transfer full): @data as text */
char *lk_base64_encode (LkBase64 variant, const void *data, gsize length);

G_END_DECLS
