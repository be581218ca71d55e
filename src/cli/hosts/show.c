/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "json.h"
#include "hosts.h"
#include "sshconfig/effective.h"
#include "sshconfig/names.h"

static char *
where (const LkConfigApplied *applied)
{
  return lk_hosts_where (lk_config_tree_file (applied->tree, applied->file), applied->line);
}

static void
print_others (const GArray *lines, const char *what)
{
  for (guint i = 0; i < lines->len; i++) {
    const LkConfigApplied *applied = &g_array_index (lines, LkConfigApplied, i);
    const LkConfigFile *file = lk_config_tree_file (applied->tree, applied->file);
    g_autofree char *place = where (applied);
    g_autofree char *text = lk_printable (lk_config_file_text (file, applied->line),
                                          lk_config_file_line (file, applied->line)->length);

    g_print ("    %s %s: %s\n", what, place, g_strstrip (text));
  }
}

/* What the user set; with @why where, what it wins over, and ssh's own defaults, too. */
static void
print_text (GPtrArray *options, gboolean why)
{
  for (guint i = 0; i < options->len; i++) {
    const LkConfigOption *option = g_ptr_array_index (options, i);
    g_autofree char *place = option->from == NULL ? NULL : where (option->from);
    g_autofree char *value = lk_printable (option->value, -1);

    if (place == NULL && !why && option->maybe->len == 0 && i > 0)
      continue;
    if (why && place != NULL)
      g_print ("%s %s\n    from %s\n", option->name, value, place);
    else
      g_print ("%s %s\n", option->name, value);
    if (why)
      print_others (option->shadowed, "wins over");
    print_others (option->maybe, "if its \"Match exec\" says so,");
  }
}

static void
add_place (JsonBuilder *builder, const LkConfigApplied *applied)
{
  if (applied == NULL) {
    lk_json_add_string (builder, "file", NULL);
    lk_json_add_string (builder, "line", NULL);
    return;
  }
  lk_json_add_string (builder, "file",
                      lk_config_file_path (lk_config_tree_file (applied->tree, applied->file)));
  lk_json_add_int (builder, "line", applied->line + 1);
}

static void
add_others (JsonBuilder *builder, const char *name, const GArray *lines)
{
  if (lines->len == 0)
    return;
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; i < lines->len; i++) {
    json_builder_begin_object (builder);
    add_place (builder, &g_array_index (lines, LkConfigApplied, i));
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

static void
print_json (const LkHosts *hosts, const char *name, GPtrArray *options)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  LkConfigApplied header = {.tree = hosts->tree};
  LkConfigRef at;
  gboolean found = lk_config_find_host (hosts->tree, name, &at);

  if (found) {
    header.file = at.file;
    header.line =
        lk_config_file_block (lk_config_tree_file (hosts->tree, at.file), at.block)->header;
  }
  json_builder_begin_object (builder);
  lk_json_add_string (builder, "name", name);
  add_place (builder, found ? &header : NULL);
  json_builder_set_member_name (builder, "options");
  json_builder_begin_array (builder);
  for (guint i = 0; i < options->len; i++) {
    const LkConfigOption *option = g_ptr_array_index (options, i);

    json_builder_begin_object (builder);
    lk_json_add_string (builder, "name", option->name);
    lk_json_add_string (builder, "value", option->value);
    add_place (builder, option->from);
    add_others (builder, "shadowed", option->shadowed);
    add_others (builder, "maybe", option->maybe);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  lk_json_print (builder);
}

gboolean
lk_hosts_show (LkHosts *hosts, int argc, char **argv, GError **error)
{
  gboolean why = FALSE;
  g_autoptr (LkConfigTree) system = NULL;
  g_autoptr (GPtrArray) options = NULL;
  const GOptionEntry entries[] = {
      {"why", 0, 0, G_OPTION_ARG_NONE, &why,
       "Tell where each value comes from and what it wins over, and ssh's defaults", NULL},
      {NULL},
  };
  LkConfigTarget target;

  if (!lk_hosts_begin (hosts, LK_HOSTS_READS, entries, "NAME",
                       "Show what ssh will do for a host. No command of the configuration is run "
                       "for that.",
                       &argc, &argv, error) ||
      !lk_config_check_name (argv[1], error))
    return FALSE;
  system = lk_hosts_read_system (hosts);
  target = (LkConfigTarget){argv[1], NULL, g_get_user_name ()};
  options = lk_config_effective ("ssh", (const LkConfigTree *[]){hosts->tree, system},
                                 system == NULL ? 1 : 2, &target, error);
  if (options == NULL)
    return FALSE;
  if (hosts->json)
    print_json (hosts, argv[1], options);
  else
    print_text (options, why);
  return TRUE;
}
