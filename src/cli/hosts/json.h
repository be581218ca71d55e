/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/** lk_json_add_string: a member, null for %NULL; bytes that are no UTF-8 become U+FFFD, since JSON has nothing else for them */
void lk_json_add_string (JsonBuilder *builder, const char *name, const char *value);

void lk_json_add_int (JsonBuilder *builder, const char *name, gint64 value);

/** lk_json_text: Returns: (transfer full): what was built */
char *lk_json_text (JsonBuilder *builder);

/** lk_json_print: prints what was built, and a newline */
void lk_json_print (JsonBuilder *builder);

G_END_DECLS
