/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "hosts.h"
#include "json.h"
#include "sshconfig/hosts.h"

/* For people, and for programs. */
static const char *const ways[][2] = {
    [LK_CONFIG_DIRECTLY] = {"directly", "direct"},
    [LK_CONFIG_JUMP] = {"another host", "jump"},
    [LK_CONFIG_COMMAND] = {"a command", "command"},
    [LK_CONFIG_LATCHKEY] = {"Access", "latchkey"},
    [LK_CONFIG_CLOUDFLARED] = {"cloudflared", "cloudflared"},
};

/* One object at a time: a document in memory would take ten times what the files do. */
static void
print_json (GPtrArray *list)
{
  fputs ("[", stdout);
  for (guint i = 0; i < list->len; i++) {
    const LkConfigHost *host = g_ptr_array_index (list, i);
    const LkConfigFile *file = lk_config_tree_file (host->tree, host->file);
    g_autoptr (JsonBuilder) builder = json_builder_new ();
    g_autofree char *text = NULL;

    json_builder_begin_object (builder);
    lk_json_add_string (builder, "name", host->name);
    if (host->host_name != NULL)
      lk_json_add_string (builder, "hostname", host->host_name);
    lk_json_add_string (builder, "through", ways[host->through][1]);
    lk_json_add_string (builder, "file", lk_config_file_path (file));
    lk_json_add_int (builder, "line", host->line + 1);
    json_builder_end_object (builder);
    text = lk_json_text (builder);
    fprintf (stdout, "%s%s", i == 0 ? "" : ",", text);
  }
  fputs ("]\n", stdout);
}

/* What completions read. */
static void
print_plain (GPtrArray *list)
{
  for (guint i = 0; i < list->len; i++) {
    const LkConfigHost *host = g_ptr_array_index (list, i);
    g_autofree char *target = lk_config_host_target (host);
    g_autofree char *name = lk_printable (host->name, -1);
    g_autofree char *there = lk_printable (target, -1);

    g_print ("%s\t%s\t%s\n", name, there, ways[host->through][1]);
  }
}

static void
print_text (GPtrArray *list)
{
  g_autoptr (GString) text = g_string_new (NULL);
  int width = (int) strlen ("NAME");

  for (guint i = 0; i < list->len; i++) {
    const LkConfigHost *host = g_ptr_array_index (list, i);

    width = MAX (width, MIN ((int) strlen (host->name), 40));
  }
  g_string_printf (text, "%-*s  %-12s  %s\n", width, "NAME", "THROUGH", "WHERE");
  for (guint i = 0; i < list->len; i++) {
    const LkConfigHost *host = g_ptr_array_index (list, i);
    g_autofree char *name = lk_printable (host->name, -1);
    g_autofree char *where =
        lk_hosts_where (lk_config_tree_file (host->tree, host->file), host->line);

    g_string_append_printf (text, "%-*s  %-12s  %s\n", width, name, ways[host->through][0], where);
  }
  g_print ("%s", text->str);
}

gboolean
lk_hosts_list (LkHosts *hosts, int argc, char **argv, GError **error)
{
  g_autoptr (LkConfigTree) system = NULL;
  g_autoptr (GPtrArray) list = NULL;
  gboolean plain = FALSE;
  const GOptionEntry entries[] = {
      {"plain", 0, 0, G_OPTION_ARG_NONE, &plain,
       "Print a line for each: name, host and way, separated by tabs", NULL},
      {NULL},
  };

  if (!lk_hosts_begin (hosts, LK_HOSTS_READS, entries, "",
                       "List the hosts that the configuration names, and how ssh reaches them.",
                       &argc, &argv, error))
    return FALSE;
  system = lk_hosts_read_system (hosts);
  list = lk_config_hosts ((const LkConfigTree *[]){hosts->tree, system}, system == NULL ? 1 : 2);
  if (hosts->json)
    print_json (list);
  else if (plain)
    print_plain (list);
  else if (list->len == 0)
    g_print ("There are no hosts yet; 'latchkey hosts add NAME' adds one.\n");
  else
    print_text (list);
  return TRUE;
}
