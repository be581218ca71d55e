/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * lk_json_parse_object:
 * @max: the most bytes that make sense
 * @complaint: the message where it is none
 *
 * Reads bytes from outside as one JSON object and nothing else, more strictly than json-glib by itself:
 * RFC 8259's grammar in UTF-8, at most 16 levels, no NUL in a string, no name twice in an object.
 *
 * Returns: (transfer full): the object; %NULL with %LK_ERROR_ACCESS and @complaint
 */
JsonObject *lk_json_parse_object (const char *data,
                                  gsize length,
                                  gsize max,
                                  const char *complaint,
                                  GError **error);

/** lk_json_text: Returns: (transfer none) (nullable): the string @name, %NULL if it is none */
const char *lk_json_text (JsonObject *object, const char *name);

/** lk_json_seconds: Returns: whether @name is a number from 0 and below 2^53; @value: (out): it, rounded down */
gboolean lk_json_seconds (JsonObject *object, const char *name, gint64 *value);

G_END_DECLS
