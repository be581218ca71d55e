/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sshconfig/lint.h"

#include <string.h>
#include <sys/stat.h>

#include "testlib-config.h"
#include "testlib-random.h"

#ifdef TEST_SANITIZED
#define TREES 30
#else
#define TREES 100
#endif

/* "kind:line ..." of what is found, the lines counted from 1; in brackets what can be mended */
static void
check (const char *text, const char *expected)
{
  g_autoptr (LkConfigTree) tree = lk_test_from (text);
  g_autoptr (GPtrArray) findings = lk_lint (tree, "/home/nobody");
  g_autoptr (GString) got = g_string_new (NULL);

  for (guint i = 0; i < findings->len; i++) {
    const LkFinding *finding = g_ptr_array_index (findings, i);

    g_string_append_printf (got, finding->fixable ? "%s[%s:%u]" : "%s%s:%u", i == 0 ? "" : " ",
                            lk_finding_kind_name (finding->kind), finding->line + 1);
  }
  g_assert_cmpstr (got->str, ==, expected);
}

static void
test_order (void)
{
  check ("", "");
  check ("Host a\n Port 1\n Port 2\n", "[never-wins:3]");
  check ("Port 1\nHost a\n Port 2\n", "[never-wins:3]");
  check ("Host *\n Port 1\nHost a\n port=2\n User u\n", "[never-wins:4]");
  check ("Host a\n Port 1\nHost *\n Port 2\n", "");
  check ("Host a b\n Port 1\nHost a\n Port 2\n", "duplicate:3 [never-wins:4]");
  check ("Host a\n Port 1\nHost a b\n Port 2\n", "duplicate:3");
  check ("Host *.x\n Port 1\nHost a.x\n Port 2\nHost a.x b\n Port 2\n",
         "[never-wins:4] duplicate:5");
  check ("Host *.x !a.x\n Port 1\nHost a.x\n Port 2\n", "");
  check ("Match all\n Port 1\nMatch host a\n Port 2\n", "[never-wins:4]");
  check ("Match host a\n Port 1\nMatch host a\n Port 2\n", "");
  check ("Host *\n IdentityFile %d/a\n SendEnv A\n SendEnv B\n", "file:2");
  check ("Host !a\n Port 1\nHost !a *\n Port 1\n", "unreachable:1");
  check ("ChallengeResponseAuthentication no\nKbdInteractiveAuthentication yes\n",
         "[never-wins:2]");
}

static void
test_values (void)
{
  check ("IdentityFile /nowhere/k\nCertificateFile ~/c\nIdentityFile none\nIdentityFile %h\n",
         "file:1 file:2");
  check ("ProxyCommand /nowhere/nc %h\n", "program:1");
  check ("ProxyCommand sh -c 'x'\n", "");
  check ("ProxyCommand none\nHost a\n", "");
  check ("ProxyCommand /nowhere/latchkey ssh --hostname %h\n", "[program:1]");
  check ("ProxyCommand \"/nowhere/latchkey\" ssh\n", "program:1");
  check ("ProxyCommand sh -c 'x --secret abc'\n", "secret:1");
  check ("ProxyCommand sh --service-token-secret=abc\n", "secret:1");
  check ("ProxyCommand sh --service-token-secret $SECRET\n", "");
  check ("ProxyCommand sh -c '/bin/cloudflared access ssh-gen; ssh cfpipe-x'\n", "leftover:1");
}

static void
test_refused (void)
{
  check ("Host\nMatch host\nInclude\nPort\nUser 'a\nHost a \"\"\nMatch all b\n",
         "refused:1 refused:2 refused:3 refused:4 refused:5 refused:6 refused:7");
  check ("Match canonical all\nMatch !exec \"x y\" # z\n==Host x\n", "");
}

static void
test_files (void)
{
  char *folder = lk_test_folder ();
  g_autofree char *config = g_build_filename (folder, "config", NULL);
  g_autofree char *key = g_build_filename (folder, "key", NULL);
  g_autofree char *text = g_strdup_printf ("IdentityFile %s\nInclude %s/absent\n", key, folder);
  g_autoptr (LkConfigTree) tree = NULL;
  g_autoptr (GPtrArray) findings = NULL;
  struct stat st;

  lk_test_put (folder, "config", text, -1);
  lk_test_put (folder, "key", "", 0);
  chmod (config, 0664);
  chmod (key, 0644);
  tree = lk_test_read (folder);
  findings = lk_lint (tree, "/home/nobody");
  g_assert_cmpuint (findings->len, ==, 3);
  g_assert_true (lk_lint_fix_modes (findings, NULL));
  g_assert_cmpint (stat (config, &st), ==, 0);
  g_assert_cmpuint (st.st_mode & 07777, ==, 0644);
  g_assert_cmpint (stat (key, &st), ==, 0);
  g_assert_cmpuint (st.st_mode & 07777, ==, 0600);
  lk_test_remove (folder);
}

static void
write_all (const char *folder, const LkConfigTree *tree)
{
  for (guint i = 0; i < lk_config_tree_n_files (tree); i++) {
    LkConfigFile *file = lk_config_tree_file (tree, i);
    g_autofree char *name = g_path_get_basename (lk_config_file_path (file));
    GBytes *bytes = lk_config_file_bytes (file);
    const char *data = g_bytes_get_data (bytes, NULL);

    lk_test_put (folder, name, data == NULL ? "" : data, (gssize) g_bytes_get_size (bytes));
  }
}

/* Mending changes nothing of what ssh does for any host. */
static void
test_mend (void)
{
  guint changed = 0;

  for (int i = 0; i < TREES; i++) {
    char *folder = lk_test_folder ();
    g_autofree char *config = g_build_filename (folder, "config", NULL);
    g_autoptr (LkConfigTree) tree = NULL;
    g_autoptr (GPtrArray) findings = NULL;
    g_autoptr (GPtrArray) before = g_ptr_array_new_with_free_func (g_free);

    lk_test_random_tree (folder, 0);
    for (gsize j = 0; lk_test_hosts[j] != NULL; j++)
      g_ptr_array_add (before, lk_test_ssh (config, lk_test_hosts[j], NULL));
    tree = lk_test_read (folder);
    findings = lk_lint (tree, "/home/nobody");
    g_assert_true (lk_lint_fix (tree, findings, "/usr/bin/latchkey", NULL));
    for (guint j = 0; j < findings->len; j++)
      changed += ((LkFinding *) g_ptr_array_index (findings, j))->kind == LK_FINDING_NEVER_WINS;
    write_all (folder, tree);
    for (gsize j = 0; lk_test_hosts[j] != NULL; j++) {
      g_autofree char *after = lk_test_ssh (config, lk_test_hosts[j], NULL);

      if (g_ptr_array_index (before, j) != NULL)
        g_assert_cmpstr (after, ==, g_ptr_array_index (before, j));
    }
    lk_test_remove (folder);
  }
  g_assert_cmpuint (changed, >, TREES / 50);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lint/order", test_order);
  g_test_add_func ("/lint/values", test_values);
  g_test_add_func ("/lint/refused", test_refused);
  g_test_add_func ("/lint/files", test_files);
  g_test_add_func ("/lint/mend", test_mend);
  return g_test_run ();
}
