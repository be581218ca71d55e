/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** The most bytes and fields that a response head may have. */
#define LK_HTTP_HEAD_MAX (32 * 1024)
#define LK_HTTP_FIELDS_MAX 100

/**
 * LkHttpHead:
 *
 * The head of an HTTP/1.1 response (RFC 9112 section 4 and 5). Field values are bytes from outside.
 */
typedef struct _LkHttpHead LkHttpHead;

/**
 * lk_http_head_parse:
 * @data: what was received so far
 * @length: how much
 * @used: (out): the length of the head, when there is a whole one
 * @head: (out) (transfer full) (nullable): the head, %NULL while it is not complete
 *
 * Pure and strict: no folded lines, no bare CR or LF, no NUL, no more than %LK_HTTP_HEAD_MAX bytes.
 *
 * Returns: %FALSE with %LK_ERROR_ACCESS when this can be no response
 */
gboolean
lk_http_head_parse (const char *data, gsize length, gsize *used, LkHttpHead **head, GError **error);

guint lk_http_head_status (const LkHttpHead *head);

/** lk_http_head_get: Returns: (transfer none) (nullable): the value of the first field of that name */
const char *lk_http_head_get (const LkHttpHead *head, const char *name);

/** lk_http_head_has_token: Returns: whether a list field (RFC 9110 section 5.6.1) holds @token, whatever the case */
gboolean lk_http_head_has_token (const LkHttpHead *head, const char *name, const char *token);

void lk_http_head_free (LkHttpHead *head);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkHttpHead, lk_http_head_free)

G_END_DECLS
