/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdint.h>
#include <string.h>

#include "sshconfig/flatten.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static const LkConfigTarget target = {"web", NULL, "alice", "web.example.com"};

static GBytes *
give (const char *path, gpointer data, GError **error)
{
  return g_bytes_ref (data);
}

/* What it includes would be looked for on this machine. */
static LkConfigTree *
read_tree (GBytes *bytes)
{
  const LkConfigPlace place = {"/nonexistent", "/nonexistent", TRUE, FALSE};
  g_autoptr (LkConfigFile) file = lk_config_file_new ("config", bytes);

  for (guint i = 0; i < lk_config_file_n_lines (file); i++)
    if (lk_config_file_line (file, i)->kind == LK_CONFIG_INCLUDE)
      return NULL;
  return lk_config_tree_read (&place, "config", give, bytes, NULL);
}

static GArray *
apply (const LkConfigTree *tree, guint *passes)
{
  LkConfigFlaw flaw;
  GArray *applied = lk_config_applied (&tree, 1, &target, passes, &flaw);

  g_assert_true (*passes == 1 || *passes == 2);
  g_assert_true (flaw.text == NULL ||
                 flaw.line < lk_config_file_n_lines (lk_config_tree_file (tree, 0)));
  return applied;
}

/* The flat configuration means the same as the one that it was made of. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (LkConfigTree) tree = read_tree (bytes), flat_tree = NULL;
  g_autoptr (GArray) applied = NULL, numbers = NULL, again = NULL;
  g_autoptr (GString) flat = NULL;
  g_autoptr (GBytes) flat_bytes = NULL;
  guint passes, flat_passes;

  if (tree == NULL)
    return -1;
  applied = apply (tree, &passes);
  flat = lk_config_flatten (applied, passes, &numbers);
  flat_bytes = g_bytes_new (flat->str, flat->len);
  flat_tree = read_tree (flat_bytes);
  g_assert_nonnull (flat_tree);
  g_assert_cmpuint (lk_config_file_n_lines (lk_config_tree_file (flat_tree, 0)), ==, numbers->len);
  again = apply (flat_tree, &flat_passes);
  if (passes == 2)
    return 0;
  g_assert_cmpuint (flat_passes, ==, 1);
  g_assert_cmpuint (again->len, ==, applied->len);
  for (guint i = 0; i < again->len; i++)
    g_assert_true ((g_array_index (again, LkConfigApplied, i).answer == LK_CONFIG_YES) ==
                   (g_array_index (applied, LkConfigApplied, i).answer == LK_CONFIG_YES));
  return 0;
}
