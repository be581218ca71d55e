/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdint.h>
#include <string.h>

#include "sshconfig/cloudflared.h"
#include "sshconfig/edit.h"
#include "sshconfig/hosts.h"
#include "sshconfig/lint.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

typedef struct {
  const uint8_t *data;
  size_t size;
} Input;

/* There is this one file; nothing of the disk is read. */
static GBytes *
read_input (const char *path, gpointer data, GError **error)
{
  const Input *input = data;

  if (strcmp (path, "/fuzz") == 0)
    return g_bytes_new (input->data, input->size);
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT, "no file");
  return NULL;
}

static LkConfigTree *
read_tree (Input *input)
{
  static const LkConfigPlace place = {.home = "/nowhere", .folder = "/nowhere/.ssh", .user = TRUE};

  return lk_config_tree_read (&place, "/fuzz", read_input, input, NULL);
}

/* The edit that the first byte chooses, of the block that the second one does. */
static gboolean
edit (LkConfigTree *tree, uint8_t kind, LkConfigRef at, const char *text)
{
  const char *const values[] = {text, NULL};
  const LkConfigSetting setting = {"User", values};
  const LkConfigSetting raw = {"ProxyCommand", values};

  switch (kind % 9) {
  case 0:
    return lk_config_edit_set (tree, at, &setting, NULL);
  case 1:
    return lk_config_edit_add (tree, at, &raw, NULL);
  case 2:
    return lk_config_edit_unset (tree, at, "user", NULL, NULL);
  case 3:
    return lk_config_edit_add_host (tree, lk_config_spot_after (tree, at), values, &setting, 1,
                                    NULL);
  case 4:
    return lk_config_edit_rename_host (tree, at, text, "renamed", NULL);
  case 5:
    return lk_config_edit_duplicate_host (tree, at, text, NULL);
  case 6:
    return lk_config_edit_move_host (tree, at, lk_config_spot_end (tree, 0), NULL);
  case 7:
    return lk_config_edit_remove_name (tree, at, text, NULL);
  default:
    return lk_config_edit_follow_name (tree, text, "renamed", NULL);
  }
}

static void
check_edit (Input *input, uint8_t kind, uint8_t block, const char *text)
{
  g_autoptr (LkConfigTree) tree = read_tree (input);
  g_autoptr (GBytes) before = g_bytes_new (input->data, input->size);
  LkConfigRef at = {0, block % lk_config_file_n_blocks (lk_config_tree_file (tree, 0))};

  if (!edit (tree, kind, at, text))
    g_assert_true (g_bytes_equal (lk_config_file_bytes (lk_config_tree_file (tree, 0)), before));
}

/* What is mended stays mended, and what is taken over is taken over whole. */
static void
check_lint (Input *input)
{
  g_autoptr (LkConfigTree) tree = read_tree (input);
  g_autoptr (GPtrArray) findings = lk_lint (tree, "/nowhere");
  g_autoptr (GPtrArray) again = NULL;
  g_autoptr (GPtrArray) hosts = NULL;
  g_autoptr (GArray) left = NULL;
  const LkCloudflaredNew with = {.program = "/bin/latchkey"};

  g_assert_true (lk_lint_fix (tree, findings, "/bin/sh", NULL));
  again = lk_lint (tree, "/nowhere");
  for (guint i = 0; i < again->len; i++)
    g_assert_cmpint (((LkFinding *) g_ptr_array_index (again, i))->kind, !=, LK_FINDING_NEVER_WINS);
  hosts = lk_config_hosts (tree);
  if (lk_cloudflared_migrate (tree, &with, NULL)) {
    left = lk_cloudflared_find (tree);
    g_assert_cmpuint (left->len, ==, 0);
  }
}

/* "KIND BLOCK TEXT NUL CONFIGURATION" */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const uint8_t *end = size < 3 ? NULL : memchr (data + 2, '\0', size - 2);
  Input input;

  if (end == NULL)
    return 0;
  input = (Input){end + 1, size - (size_t) (end + 1 - data)};
  check_edit (&input, data[0], data[1], (const char *) data + 2);
  check_lint (&input);
  return 0;
}
