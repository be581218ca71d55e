/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdint.h>

#include "sshconfig/cloudflared.h"
#include "sshconfig/hosts.h"
#include "sshconfig/lint.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

#define HOME "/nonexistent"

static GBytes *
read_root (const char *path, gpointer data, GError **error)
{
  return g_bytes_ref (data);
}

static LkConfigTree *
read_tree (GBytes *bytes)
{
  LkConfigPlace place = {HOME, HOME, TRUE, FALSE};

  return lk_config_tree_read (&place, HOME "/config", read_root, bytes, NULL);
}

static guint
n_lines (const LkConfigTree *tree)
{
  return lk_config_file_n_lines (lk_config_tree_file (tree, 0));
}

/* An Include could look for files of this machine. */
static gboolean
includes (GBytes *bytes)
{
  g_autoptr (LkConfigFile) file = lk_config_file_new ("config", bytes);

  for (guint i = 0; i < lk_config_file_n_lines (file); i++)
    if (lk_config_file_line (file, i)->kind == LK_CONFIG_INCLUDE)
      return TRUE;
  return FALSE;
}

/* Each finding is in the file, and what can be mended is after it was. */
static void
check_lint (GBytes *bytes)
{
  g_autoptr (LkConfigTree) tree = read_tree (bytes);
  g_autoptr (GPtrArray) findings = lk_lint (tree, HOME);
  g_autoptr (GPtrArray) again = NULL;

  for (guint i = 0; i < findings->len; i++)
    g_assert_cmpuint (((LkFinding *) g_ptr_array_index (findings, i))->line, <, n_lines (tree));
  if (!lk_lint_fix (tree, findings, "latchkey", NULL))
    return;
  again = lk_lint (tree, HOME);
  for (guint i = 0; i < again->len; i++) {
    const LkFinding *finding = g_ptr_array_index (again, i);

    g_assert_false (finding->fixable && finding->kind == LK_FINDING_NEVER_WINS);
  }
}

static void
check_hosts (GBytes *bytes)
{
  g_autoptr (LkConfigTree) tree = read_tree (bytes);
  g_autoptr (GPtrArray) hosts = lk_config_hosts ((const LkConfigTree *[]){tree}, 1);

  for (guint i = 0; i < hosts->len; i++)
    g_assert_cmpuint (((LkConfigHost *) g_ptr_array_index (hosts, i))->line, <, n_lines (tree));
}

/* After one time nothing is left to do. */
static void
check_migrate (GBytes *bytes)
{
  static const char *const values[] = {"~/.ssh/latchkey/%h", NULL};
  static const LkConfigSetting keys[] = {{"IdentityFile", values}, {"CertificateFile", values}};
  const LkCloudflaredNew with = {"latchkey", keys, G_N_ELEMENTS (keys)};
  g_autoptr (LkConfigTree) tree = read_tree (bytes);
  g_autoptr (GArray) left = NULL;
  g_autoptr (GBytes) once = NULL;

  if (!lk_cloudflared_migrate (tree, &with, NULL))
    return;
  left = lk_cloudflared_find (tree);
  g_assert_cmpuint (left->len, ==, 0);
  once = g_bytes_ref (lk_config_file_bytes (lk_config_tree_file (tree, 0)));
  g_assert_true (lk_cloudflared_migrate (tree, &with, NULL));
  g_assert_true (g_bytes_equal (once, lk_config_file_bytes (lk_config_tree_file (tree, 0))));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);

  if (includes (bytes))
    return 0;
  check_lint (bytes);
  check_hosts (bytes);
  check_migrate (bytes);
  return 0;
}
