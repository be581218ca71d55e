/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sshconfig/tree.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/io.h"

#define PROBLEMS_MAX 1000

typedef enum {
  NEW,
  OPEN, /* its Include lines are being followed */
  DONE,
} State;

typedef struct {
  LkConfigFile *file;
  GBytes *original; /* NULL: it did not exist */
  GArray *inclusions;
  State state;
  guint height; /* how deep Include goes from here */
  guint visits; /* how often files are read from here, itself included */
} Node;

struct _LkConfigTree {
  LkConfigPlace place;
  LkConfigRead read;
  gpointer data;
  GPtrArray *nodes;
  GHashTable *numbers; /* every name, and the real one, to the number of the node */
  GPtrArray *problems;
};

static void
free_node (gpointer data)
{
  Node *node = data;

  lk_config_file_unref (node->file);
  g_clear_pointer (&node->original, g_bytes_unref);
  g_array_unref (node->inclusions);
  g_free (node);
}

static void
free_problem (gpointer data)
{
  LkConfigProblem *problem = data;

  g_free (problem->path);
  g_free (problem->text);
  g_free (problem);
}

static GBytes *
read_plain (const char *path, gpointer data, GError **error)
{
  return lk_read_file (path, LK_CONFIG_FILE_MAX, error);
}

static Node *
node_at (const LkConfigTree *tree, guint file)
{
  return g_ptr_array_index (tree->nodes, file);
}

G_GNUC_PRINTF (5, 6)
static void
report (LkConfigTree *tree,
        LkConfigProblemKind kind,
        guint file,
        guint line,
        const char *format,
        ...)
{
  LkConfigProblem *problem;
  va_list args;

  if (tree->problems->len == PROBLEMS_MAX)
    return;
  problem = g_new0 (LkConfigProblem, 1);
  problem->kind = kind;
  problem->path = g_strdup (lk_config_file_path (node_at (tree, file)->file));
  problem->line = line;
  va_start (args, format);
  problem->text = g_strdup_vprintf (format, args);
  va_end (args);
  g_ptr_array_add (tree->problems, problem);
}

static char *
real_name (const char *path)
{
  char *real = realpath (path, NULL);
  char *copy = g_strdup (real != NULL ? real : path);

  free (real);
  return copy;
}

/* Takes @path in, known to be new under its real name too; @bytes is NULL where there is no file. */
static guint
add_node (LkConfigTree *tree, const char *path, GBytes *bytes)
{
  g_autoptr (GBytes) content = bytes != NULL ? g_bytes_ref (bytes) : g_bytes_new (NULL, 0);
  Node *node = g_new0 (Node, 1);
  guint number = tree->nodes->len;

  node->file = lk_config_file_new (path, content);
  node->original = bytes != NULL ? g_bytes_ref (bytes) : NULL;
  node->inclusions = g_array_new (FALSE, FALSE, sizeof (LkConfigInclusion));
  g_ptr_array_add (tree->nodes, node);
  g_hash_table_replace (tree->numbers, real_name (path), GUINT_TO_POINTER (number));
  g_hash_table_replace (tree->numbers, g_strdup (path), GUINT_TO_POINTER (number));
  return number;
}

int
lk_config_tree_find (const LkConfigTree *tree, const char *path)
{
  g_autofree char *real = NULL;
  gpointer number;

  if (g_hash_table_lookup_extended (tree->numbers, path, NULL, &number))
    return GPOINTER_TO_INT (number);
  real = real_name (path);
  if (!g_hash_table_lookup_extended (tree->numbers, real, NULL, &number))
    return -1;
  g_hash_table_replace (tree->numbers, g_strdup (path), number);
  return GPOINTER_TO_INT (number);
}

/* The number of the file at @path, read if it is new; -1 where it cannot be. */
static int
open_file (LkConfigTree *tree, const char *path, guint file, guint line)
{
  int known = lk_config_tree_find (tree, path);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *shown = NULL;

  /* A folder is an empty file for OpenSSH, and "Include config.d/" + "*" often finds one. */
  if (known >= 0 || g_file_test (path, G_FILE_TEST_IS_DIR))
    return known;
  bytes = tree->read (path, tree->data, &error);
  if (bytes != NULL)
    return (int) add_node (tree, path, bytes);
  shown = lk_printable (error->message, -1);
  report (tree, LK_CONFIG_PROBLEM_UNREADABLE, file, line,
          _ ("the included file cannot be read: %s"), shown);
  return -1;
}

static void follow (LkConfigTree *tree, guint file, guint depth);

/* Follows one file that an Include line names. */
static void
include_path (LkConfigTree *tree, const char *path, guint file, guint line, guint depth)
{
  LkConfigInclusion inclusion = {line, 0};
  g_autofree char *shown = lk_printable (path, -1);
  int number = open_file (tree, path, file, line);
  Node *parent = node_at (tree, file), *child;

  if (number < 0)
    return;
  child = node_at (tree, (guint) number);
  if (child->state == OPEN) {
    report (tree, LK_CONFIG_PROBLEM_CYCLE, file, line, _ ("%s includes itself by way of this line"),
            shown);
    return;
  }
  if (child->state == NEW && depth < LK_CONFIG_DEPTH_MAX)
    follow (tree, (guint) number, depth + 1);
  if (child->state == NEW || depth + 1 + child->height > LK_CONFIG_DEPTH_MAX) {
    report (tree, LK_CONFIG_PROBLEM_DEPTH, file, line, _ ("%s: Include goes deeper than %d files"),
            shown, LK_CONFIG_DEPTH_MAX);
    return;
  }
  if (parent->visits + child->visits > LK_CONFIG_VISITS_MAX) {
    report (tree, LK_CONFIG_PROBLEM_VISITS, file, line, _ ("%s: ssh would read more than %d files"),
            shown, LK_CONFIG_VISITS_MAX);
    return;
  }
  inclusion.file = (guint) number;
  g_array_append_val (parent->inclusions, inclusion);
  parent->height = MAX (parent->height, child->height + 1);
  parent->visits += child->visits;
}

static void
include_name (LkConfigTree *tree, const char *name, guint file, guint line, guint depth)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) paths = lk_config_include_find (&tree->place, name, &error);
  g_autofree char *shown = lk_printable (name, -1);

  if (paths == NULL)
    report (tree, LK_CONFIG_PROBLEM_NAME, file, line, "%s", error->message);
  else if (paths->len == 0 && !lk_config_include_is_pattern (name))
    report (tree, LK_CONFIG_PROBLEM_MISSING, file, line, _ ("the included file %s does not exist"),
            shown);
  for (guint i = 0; paths != NULL && i < paths->len; i++)
    include_path (tree, g_ptr_array_index (paths, i), file, line, depth);
}

static void
follow (LkConfigTree *tree, guint file, guint depth)
{
  Node *node = node_at (tree, file);

  node->state = OPEN;
  node->visits = 1;
  for (guint i = 0; i < lk_config_file_n_lines (node->file); i++) {
    g_autoptr (LkConfigWords) words = NULL;

    if (lk_config_file_line (node->file, i)->kind != LK_CONFIG_INCLUDE)
      continue;
    words = lk_config_file_words (node->file, i);
    for (guint k = 0; k < words->n_args; k++)
      include_name (tree, words->args[k].value, file, i, depth);
  }
  node->state = DONE;
}

static void
follow_all (LkConfigTree *tree)
{
  g_ptr_array_set_size (tree->problems, 0);
  for (guint i = 0; i < tree->nodes->len; i++) {
    Node *node = node_at (tree, i);

    node->state = NEW;
    node->height = 0;
    g_array_set_size (node->inclusions, 0);
  }
  follow (tree, 0, 0);
}

LkConfigTree *
lk_config_tree_read (const LkConfigPlace *place,
                     const char *path,
                     LkConfigRead read,
                     gpointer data,
                     GError **error)
{
  g_autoptr (LkConfigTree) tree = g_new0 (LkConfigTree, 1);
  g_autoptr (GError) local = NULL;
  g_autoptr (GBytes) bytes = NULL;

  tree->place = *place;
  tree->place.home = g_strdup (place->home);
  tree->place.folder = g_strdup (place->folder);
  tree->read = read != NULL ? read : read_plain;
  tree->data = data;
  tree->nodes = g_ptr_array_new_with_free_func (free_node);
  tree->numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  tree->problems = g_ptr_array_new_with_free_func (free_problem);
  bytes = tree->read (path, data, &local);
  if (bytes == NULL && !g_error_matches (local, G_FILE_ERROR, G_FILE_ERROR_NOENT)) {
    g_autofree char *shown = lk_printable (local->message, -1);

    g_set_error (error, LK_ERROR, LK_ERROR_CONFIG, _ ("cannot read the ssh configuration: %s"),
                 shown);
    return NULL;
  }
  add_node (tree, path, bytes);
  follow_all (tree);
  return g_steal_pointer (&tree);
}

LkConfigTree *
lk_config_tree_read_system (void)
{
  const LkConfigPlace place = {.home = "", .folder = "/etc/ssh", .user = FALSE};

  return lk_config_tree_read (&place, "/etc/ssh/ssh_config", NULL, NULL, NULL);
}

static GBytes *
read_original (const char *path, gpointer data, GError **error)
{
  int file = lk_config_tree_find (data, path);
  GBytes *original = file < 0 ? NULL : node_at (data, (guint) file)->original;

  if (original != NULL)
    return g_bytes_ref (original);
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT, _ ("%s is not there"), path);
  return NULL;
}

LkConfigTree *
lk_config_tree_as_read (const LkConfigTree *tree)
{
  LkConfigTree *copy =
      lk_config_tree_read (&tree->place, lk_config_file_path (node_at (tree, 0)->file),
                           read_original, (gpointer) tree, NULL);

  copy->read = tree->read;
  copy->data = tree->data;
  return copy;
}

void
lk_config_tree_free (LkConfigTree *tree)
{
  g_ptr_array_unref (tree->nodes);
  g_hash_table_unref (tree->numbers);
  g_ptr_array_unref (tree->problems);
  g_free ((char *) tree->place.home);
  g_free ((char *) tree->place.folder);
  g_free (tree);
}

guint
lk_config_tree_n_files (const LkConfigTree *tree)
{
  return tree->nodes->len;
}

LkConfigFile *
lk_config_tree_file (const LkConfigTree *tree, guint file)
{
  return node_at (tree, file)->file;
}

GBytes *
lk_config_tree_original (const LkConfigTree *tree, guint file)
{
  return node_at (tree, file)->original;
}

const LkConfigInclusion *
lk_config_tree_inclusions (const LkConfigTree *tree, guint file, guint *n)
{
  GArray *inclusions = node_at (tree, file)->inclusions;

  *n = inclusions->len;
  return (const LkConfigInclusion *) (void *) inclusions->data;
}

guint
lk_config_tree_n_problems (const LkConfigTree *tree)
{
  return tree->problems->len;
}

const LkConfigProblem *
lk_config_tree_problem (const LkConfigTree *tree, guint problem)
{
  return g_ptr_array_index (tree->problems, problem);
}

static gboolean
has_include (const LkConfigFile *file)
{
  for (guint i = 0; i < lk_config_file_n_lines (file); i++)
    if (lk_config_file_line (file, i)->kind == LK_CONFIG_INCLUDE)
      return TRUE;
  return FALSE;
}

void
lk_config_tree_replace (LkConfigTree *tree, guint file, GBytes *bytes)
{
  Node *node = node_at (tree, file);
  LkConfigFile *old = node->file;

  node->file = lk_config_file_new (lk_config_file_path (old), bytes);
  if (has_include (old) || has_include (node->file))
    follow_all (tree);
  lk_config_file_unref (old);
}

void
lk_config_tree_settle (LkConfigTree *tree, guint file, GBytes *bytes)
{
  Node *node = node_at (tree, file);
  g_autoptr (GBytes) content = bytes != NULL ? g_bytes_ref (bytes) : g_bytes_new (NULL, 0);

  g_clear_pointer (&node->original, g_bytes_unref);
  node->original = bytes != NULL ? g_bytes_ref (bytes) : NULL;
  if (!g_bytes_equal (lk_config_file_bytes (node->file), content))
    lk_config_tree_replace (tree, file, content);
}

static gboolean
walk (const LkConfigTree *tree, guint number, LkConfigVisit visit, gpointer data)
{
  const Node *node = node_at (tree, number);
  guint next = 0;

  if (!visit (LK_CONFIG_ENTER, number, 0, data))
    return FALSE;
  for (guint i = 0; i < lk_config_file_n_lines (node->file); i++) {
    if (!visit (LK_CONFIG_LINE, number, i, data))
      return FALSE;
    for (; next < node->inclusions->len; next++) {
      const LkConfigInclusion *in = &g_array_index (node->inclusions, LkConfigInclusion, next);

      if (in->line != i)
        break;
      if (!walk (tree, in->file, visit, data))
        return FALSE;
    }
  }
  return visit (LK_CONFIG_LEAVE, number, 0, data);
}

void
lk_config_tree_walk (const LkConfigTree *tree, LkConfigVisit visit, gpointer data)
{
  walk (tree, 0, visit, data);
}
