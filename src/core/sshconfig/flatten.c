/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sshconfig/flatten.h"

static const char *
header_for (const LkConfigApplied *applied, guint passes)
{
  if (applied->answer != LK_CONFIG_YES)
    return "Host !*\n";
  if (applied->final)
    return "Match final\n";
  return passes == 2 ? "Match !final\n" : "Host *\n";
}

GString *
lk_config_flatten (const GArray *applied, guint passes, GArray **numbers)
{
  GString *text = g_string_new (NULL);
  const char *header = NULL;
  guint none = G_MAXUINT;

  *numbers = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < applied->len; i++) {
    const LkConfigApplied *one = &g_array_index (applied, LkConfigApplied, i);
    const LkConfigFile *file = lk_config_tree_file (one->tree, one->file);

    if (header != header_for (one, passes)) {
      header = header_for (one, passes);
      g_string_append (text, header);
      g_array_append_val (*numbers, none);
    }
    g_string_append_len (text, lk_config_file_text (file, one->line),
                         (gssize) lk_config_file_line (file, one->line)->length);
    g_string_append_c (text, '\n');
    g_array_append_val (*numbers, i);
  }
  return text;
}
