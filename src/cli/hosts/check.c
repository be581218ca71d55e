/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "json.h"
#include "sshconfig/lint.h"
#include "sshconfig/stanza.h"
#include "write.h"

static void
print_json (const LkHosts *hosts, GPtrArray *findings)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < findings->len; i++) {
    const LkFinding *finding = g_ptr_array_index (findings, i);
    const LkConfigFile *file = lk_config_tree_file (hosts->tree, finding->file);

    json_builder_begin_object (builder);
    lk_json_add_string (builder, "kind", lk_finding_kind_name (finding->kind));
    lk_json_add_string (builder, "file", lk_config_file_path (file));
    lk_json_add_int (builder, "line", finding->line + 1);
    lk_json_add_string (builder, "text", finding->text);
    json_builder_set_member_name (builder, "fixable");
    json_builder_add_boolean_value (builder, finding->fixable);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
  lk_json_print (builder);
}

static void
print_text (const LkHosts *hosts, GPtrArray *findings)
{
  for (guint i = 0; i < findings->len; i++) {
    const LkFinding *finding = g_ptr_array_index (findings, i);
    g_autofree char *where =
        lk_hosts_where (lk_config_tree_file (hosts->tree, finding->file), finding->line);

    g_print ("%s: %s\n", where, finding->text);
  }
  if (findings->len == 0)
    g_print ("Nothing is wrong.\n");
}

static guint
count_fixable (GPtrArray *findings)
{
  guint n = 0;

  for (guint i = 0; i < findings->len; i++)
    n += ((LkFinding *) g_ptr_array_index (findings, i))->fixable ? 1 : 0;
  return n;
}

/* Scripts go by the exit code: a mistake is an error of the configuration. */
static gboolean
judge (GPtrArray *findings, GError **error)
{
  guint fixable = count_fixable (findings);

  if (findings->len == 0)
    return TRUE;
  if (fixable > 0)
    g_set_error (error, LK_ERROR, LK_ERROR_CONFIG,
                 "%u found; 'latchkey hosts check --fix' mends %u of them", findings->len, fixable);
  else
    g_set_error (error, LK_ERROR, LK_ERROR_CONFIG, "%u found, for you to decide about",
                 findings->len);
  return FALSE;
}

static gboolean
fix (LkHosts *hosts, GPtrArray *findings, GError **error)
{
  g_autofree char *program = lk_stanza_program (hosts->latchkey);

  if (!lk_lint_fix (hosts->tree, findings, program, error))
    return FALSE;
  if (!hosts->dry_run && !lk_lint_fix_modes (findings, error))
    return FALSE;
  return lk_hosts_write (hosts, "check --fix", error);
}

gboolean
lk_hosts_check (LkHosts *hosts, int argc, char **argv, GError **error)
{
  gboolean fixes = FALSE;
  g_autoptr (GPtrArray) findings = NULL;
  const GOptionEntry entries[] = {
      {"fix", 0, 0, G_OPTION_ARG_NONE, &fixes,
       "Mend what can be without changing what ssh does for any host", NULL},
      {"dry-run", 0, 0, G_OPTION_ARG_NONE, &hosts->dry_run,
       "With --fix: show the change, and do not make it", NULL},
      {NULL},
  };

  if (!lk_hosts_begin (hosts, LK_HOSTS_READS, entries, "",
                       "Find what cannot be meant: lines that never count, files and programs that "
                       "are not there,\nwrong modes, secrets, what older guides left.",
                       &argc, &argv, error))
    return FALSE;
  findings = lk_lint (hosts->tree, g_get_home_dir ());
  if (fixes) {
    if (!fix (hosts, findings, error))
      return FALSE;
    if (hosts->dry_run)
      return TRUE;
    g_ptr_array_unref (findings);
    findings = lk_lint (hosts->tree, g_get_home_dir ());
  }
  if (hosts->json)
    print_json (hosts, findings);
  else
    print_text (hosts, findings);
  return judge (findings, error);
}
