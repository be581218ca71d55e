/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the corpus says in each variation: to us, to the real ssh, and after an edit that is taken back. */
#include <string.h>

#include "sshconfig/edit.h"
#include "sshconfig/effective.h"
#include "sshconfig/hosts.h"
#include "sshconfig/save.h"
#include "testlib-config.h"
#include "testlib-corpus.h"
#include "testlib-random.h"

static GPtrArray *shapes;

/* What OpenSSH gets from a file: its lines that are not blank, without their layout. */
static char *
meaning (const LkTestShape *shape)
{
  g_autoptr (LkConfigFile) file = lk_config_file_new ("config", shape->bytes);
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < lk_config_file_n_lines (file); i++) {
    g_autoptr (LkConfigWords) words = lk_config_file_words (file, i);

    if (words->kind == LK_CONFIG_BLANK || words->kind == LK_CONFIG_COMMENT)
      continue;
    g_string_append_printf (out, "%d %d %s", (int) words->kind, (int) words->fault, words->name);
    for (guint k = 0; k < words->n_args; k++)
      g_string_append_printf (out, " <%s>", words->args[k].value);
    g_string_append_c (out, '\n');
  }
  return g_string_free (out, FALSE);
}

static void
test_meaning (void)
{
  for (guint i = 0; i < shapes->len; i++) {
    const LkTestShape *shape = g_ptr_array_index (shapes, i);
    g_autofree char *expected = meaning (shape->base), *got = meaning (shape);

    if (shape->same && !g_str_equal (expected, got))
      g_error ("%s: expected\n%sbut got\n%s", shape->name, expected, got);
  }
}

/* A block is made beside a host's, and removed. */
typedef gboolean (*Edit) (LkConfigTree *tree, const char *host);

static const char *const yes[] = {"yes", NULL};
static const LkConfigSetting setting = {"VisualHostKey", yes};
static const char fresh[] = "lk-fresh";

static gboolean
duplicate (LkConfigTree *tree, const char *host)
{
  return lk_config_edit_duplicate_host (tree, lk_test_find (tree, host), fresh, NULL);
}

static gboolean
add_host (LkConfigTree *tree, LkConfigSpot spot)
{
  const char *const names[] = {fresh, NULL};

  return lk_config_edit_add_host (tree, spot, names, &setting, 1, NULL);
}

static gboolean
add_host_before (LkConfigTree *tree, const char *host)
{
  return add_host (tree, lk_config_spot_before (tree, lk_test_find (tree, host)));
}

static gboolean
add_host_after (LkConfigTree *tree, const char *host)
{
  return add_host (tree, lk_config_spot_after (tree, lk_test_find (tree, host)));
}

static gboolean
add_host_last (LkConfigTree *tree, const char *host)
{
  return add_host (tree, lk_config_spot_end (tree, 0));
}

static const struct {
  const char *name;
  Edit add;
} edits[] = {
    {"duplicate", duplicate},
    {"before", add_host_before},
    {"after", add_host_after},
    {"last", add_host_last},
};

/* Byte for byte but for blank lines, one of which may go with the block, and the last line's ending. */
static GString *
lines_of (const LkConfigTree *tree)
{
  const LkConfigFile *file = lk_config_tree_file (tree, 0);
  GString *out = g_string_new (NULL);
  const char *ending = "";

  for (guint i = 0; i < lk_config_file_n_lines (file); i++) {
    const LkConfigLine *line = lk_config_file_line (file, i);

    if (line->kind == LK_CONFIG_BLANK)
      continue;
    g_string_append (out, ending);
    g_string_append_len (out, lk_config_file_text (file, i), line->length);
    ending = line->ending == 2 ? "\r\n" : "\n";
  }
  return out;
}

static void
check_edit (const LkTestShape *shape, const char *host, gsize i)
{
  g_autoptr (LkConfigTree) tree = lk_test_shape_tree (shape);
  g_autoptr (GString) before = lines_of (tree);
  g_autoptr (GString) after = NULL;

  g_assert_true (edits[i].add (tree, host));
  g_assert_true (lk_config_edit_remove_host (tree, lk_test_find (tree, fresh), NULL));
  after = lines_of (tree);
  if (!g_string_equal (before, after))
    g_error ("%s: '%s' at %s does not come back", shape->name, edits[i].name, host);
}

/* Of one shape; more of them are more of the same. */
#define HOSTS_MAX 3

static void
test_edits (void)
{
  for (guint i = 0; i < shapes->len; i++) {
    const LkTestShape *shape = g_ptr_array_index (shapes, i);
    g_autoptr (LkConfigTree) tree = lk_test_shape_tree (shape);
    g_autoptr (GPtrArray) hosts = lk_config_hosts ((const LkConfigTree *[]){tree}, 1);

    for (guint k = 0; k < MIN (hosts->len, HOSTS_MAX) * G_N_ELEMENTS (edits); k++)
      check_edit (shape,
                  ((LkConfigHost *) g_ptr_array_index (hosts, k / G_N_ELEMENTS (edits)))->name,
                  k % G_N_ELEMENTS (edits));
  }
}

/* Only so many are saved, and shown to ssh: the variations of a shape take turns. */
#ifdef TEST_SANITIZED
#define STEP 41
#else
#define STEP 20
#endif

/* Saved with an edit, and undone: the file has its bytes again. */
static void
test_save (void)
{
  for (guint i = 0; i < shapes->len; i += STEP) {
    const LkTestShape *shape = g_ptr_array_index (shapes, i);
    char *folder = lk_test_folder ();
    g_autofree char *root = g_build_filename (folder, "config", NULL);
    g_autofree char *history = g_build_filename (folder, "history", NULL);
    g_auto (LkConfigSave) save = {.history = history, .reason = "test"};
    g_autoptr (LkConfigTree) tree = NULL;
    g_autofree char *edited = NULL, *saved = NULL, *undone = NULL;
    gsize size, length;
    const char *data = g_bytes_get_data (shape->bytes, &size);

    lk_test_put (folder, "config", data, (gssize) size);
    tree = lk_test_read (folder);
    g_assert_true (add_host_last (tree, NULL));
    edited = lk_test_text (tree, 0);
    g_assert_true (lk_config_save (tree, &save, NULL));
    g_assert_true (g_file_get_contents (root, &saved, NULL, NULL));
    g_assert_cmpstr (saved, ==, edited);
    g_assert_true (lk_config_undo (root, lk_config_undo_next (history, root), &save, NULL));
    g_assert_true (g_file_get_contents (root, &undone, &length, NULL));
    g_assert_cmpmem (undone, length, data, size);
    lk_test_remove (folder);
  }
}

/* What ssh would run, look up or read from other places is not for this test. */
static gboolean
is_closed (const LkTestShape *shape)
{
  gsize size;
  const char *data = g_bytes_get_data (shape->base->bytes, &size);
  g_autofree char *text = g_ascii_strdown (data, (gssize) size);

  return strstr (text, "exec") == NULL && strstr (text, "include") == NULL &&
         strstr (text, "canonicaldomains") == NULL;
}

static char *
told (const LkConfigTree *tree, const char *host)
{
  const LkConfigTree *trees[] = {tree};
  const LkConfigTarget target = {host, NULL, g_get_user_name ()};
  g_autoptr (GPtrArray) options = lk_config_effective ("ssh", trees, 1, &target, NULL);
  GString *out = options == NULL ? NULL : g_string_new (NULL);

  for (guint i = 0; options != NULL && i < options->len; i++) {
    const LkConfigOption *option = g_ptr_array_index (options, i);

    g_string_append_printf (out, "%s %s\n", option->name, option->value);
  }
  return out == NULL ? NULL : g_string_free (out, FALSE);
}

/* The real one makes the same of a file as we do, or refuses it as we do. */
static void
test_oracle (void)
{
  guint read = 0;

  for (guint i = 0; i < shapes->len; i += STEP) {
    const LkTestShape *shape = g_ptr_array_index (shapes, i);
    char *folder = lk_test_folder ();
    g_autofree char *root = g_build_filename (folder, "config", NULL);
    g_autoptr (LkConfigTree) tree = NULL;
    g_autoptr (GPtrArray) hosts = NULL;
    gsize size;
    const char *data = g_bytes_get_data (shape->bytes, &size);

    lk_test_put (folder, "config", data, (gssize) size);
    tree = lk_test_read (folder);
    hosts = lk_config_hosts ((const LkConfigTree *[]){tree}, 1);
    for (guint k = 0; is_closed (shape) && k < MIN (hosts->len, 2); k++) {
      const char *host = ((LkConfigHost *) g_ptr_array_index (hosts, k))->name;
      g_autofree char *expected = NULL, *got = NULL;

      /* ssh takes the user out of such a name. */
      if (strchr (host, '@') != NULL)
        continue;
      expected = lk_test_ssh (root, host, NULL);
      got = told (tree, host);
      if (g_strcmp0 (expected, got) != 0)
        g_error ("%s: for %s, ssh has\n%s\nand we\n%s", shape->name, host, expected, got);
      read += expected != NULL;
    }
    lk_test_remove (folder);
  }
  g_assert_cmpuint (read, >, 1000 / STEP);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  shapes = lk_test_corpus ();
  g_test_add_func ("/corpus-meaning/meaning", test_meaning);
  g_test_add_func ("/corpus-meaning/edits", test_edits);
  g_test_add_func ("/corpus-meaning/save", test_save);
  g_test_add_func ("/corpus-meaning/oracle", test_oracle);
  status = g_test_run ();
  g_ptr_array_unref (shapes);
  return status;
}
