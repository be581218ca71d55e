/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "json.h"

void
lk_json_add_string (JsonBuilder *builder, const char *name, const char *value)
{
  g_autofree char *text = value == NULL ? NULL : g_utf8_make_valid (value, -1);

  json_builder_set_member_name (builder, name);
  if (text == NULL)
    json_builder_add_null_value (builder);
  else
    json_builder_add_string_value (builder, text);
}

void
lk_json_add_int (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

char *
lk_json_text (JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = json_builder_get_root (builder);

  return json_to_string (root, FALSE);
}

void
lk_json_print (JsonBuilder *builder)
{
  g_autofree char *text = lk_json_text (builder);

  g_print ("%s\n", text);
}
