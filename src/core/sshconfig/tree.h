/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sshconfig/file.h"
#include "sshconfig/include.h"

G_BEGIN_DECLS

/** LK_CONFIG_DEPTH_MAX: how deep OpenSSH follows Include; the root has depth 0 */
#define LK_CONFIG_DEPTH_MAX 16
/** LK_CONFIG_VISITS_MAX: how often files are read in all, one included twice counting twice */
#define LK_CONFIG_VISITS_MAX 16384

/**
 * LkConfigRead:
 *
 * Returns: (transfer full): the file's bytes, at most %LK_CONFIG_FILE_MAX; %NULL with an error, which is
 *   %G_FILE_ERROR_NOENT where there is no such file
 */
typedef GBytes *(*LkConfigRead) (const char *path, gpointer data, GError **error);

typedef enum {
  LK_CONFIG_PROBLEM_MISSING,    /* nothing has this name; OpenSSH goes on */
  LK_CONFIG_PROBLEM_UNREADABLE, /* OpenSSH stops here, as with all that follow */
  LK_CONFIG_PROBLEM_NAME,       /* an Include name that means no file here */
  LK_CONFIG_PROBLEM_CYCLE,
  LK_CONFIG_PROBLEM_DEPTH,
  LK_CONFIG_PROBLEM_VISITS,
} LkConfigProblemKind;

/** LkConfigProblem: what keeps a part of the tree from being read: Include line @line (from 0) of @path */
typedef struct {
  LkConfigProblemKind kind;
  char *path;
  guint line;
  char *text; /* a sentence for the user */
} LkConfigProblem;

/** LkConfigInclusion: Include line @line of a file reads file number @file of the tree */
typedef struct {
  guint line;
  guint file;
} LkConfigInclusion;

/**
 * LkConfigTree:
 *
 * A root file and the files it includes, each once however often it is included and under whatever
 * name; file 0 is the root. An Include below a Host or Match line counts only where that block does:
 * lk_config_file_block_of() its line tells the block.
 */
typedef struct _LkConfigTree LkConfigTree;

/**
 * lk_config_tree_read:
 * @place: what Include names mean; copied
 * @path: the root file; one that does not exist is empty
 * @read: (nullable): reads a file; %NULL for the file system
 * @data: for @read, which is called again when an edit adds an Include
 *
 * What cannot be included is a problem, not an error.
 *
 * Returns: (transfer full): the tree; %NULL with %LK_ERROR_CONFIG when the root exists but cannot be read
 */
LkConfigTree *lk_config_tree_read (const LkConfigPlace *place,
                                   const char *path,
                                   LkConfigRead read,
                                   gpointer data,
                                   GError **error);

/**
 * lk_config_tree_read_system:
 *
 * Reads what ssh reads after the user's configuration, unless it is told another file: `/etc/ssh/ssh_config`.
 *
 * Returns: (transfer full) (nullable): the tree; %NULL when it cannot be read, which does not trouble ssh
 */
LkConfigTree *lk_config_tree_read_system (void);

/** lk_config_tree_as_read: Returns: (transfer full): the same without the edits since then, nothing read anew */
LkConfigTree *lk_config_tree_as_read (const LkConfigTree *tree);

void lk_config_tree_free (LkConfigTree *tree);

guint lk_config_tree_n_files (const LkConfigTree *tree);

/** lk_config_tree_file: Returns: (transfer none): as it is now, edits included; another one after each edit */
LkConfigFile *lk_config_tree_file (const LkConfigTree *tree, guint file);

/** lk_config_tree_original: Returns: (transfer none) (nullable): as it was read; %NULL for one that did not exist */
GBytes *lk_config_tree_original (const LkConfigTree *tree, guint file);

/** lk_config_tree_find: Returns: the number of the file with this path, under any of its names; -1 for none */
int lk_config_tree_find (const LkConfigTree *tree, const char *path);

/** lk_config_tree_inclusions: what the file's Include lines read, in OpenSSH's order */
const LkConfigInclusion *lk_config_tree_inclusions (const LkConfigTree *tree, guint file, guint *n);

guint lk_config_tree_n_problems (const LkConfigTree *tree);
const LkConfigProblem *lk_config_tree_problem (const LkConfigTree *tree, guint problem);

/**
 * lk_config_tree_replace:
 * @file: the number of a file
 * @bytes: its new content, at most %LK_CONFIG_FILE_MAX
 *
 * Takes the new content in place of the old; what is included is found anew. Nothing is written.
 */
void lk_config_tree_replace (LkConfigTree *tree, guint file, GBytes *bytes);

/**
 * lk_config_tree_settle:
 * @bytes: (nullable): what the file holds on the disk now; %NULL for no file
 *
 * Takes that as the file's content, and as what was read of it.
 */
void lk_config_tree_settle (LkConfigTree *tree, guint file, GBytes *bytes);

typedef enum {
  LK_CONFIG_ENTER, /* a file begins: the root, or one that the last line visited includes */
  LK_CONFIG_LINE,  /* one of its lines; for an Include line before the files that it reads */
  LK_CONFIG_LEAVE,
} LkConfigEvent;

/**
 * LkConfigVisit:
 * @line: from 0; not meaningful but with %LK_CONFIG_LINE
 *
 * Returns: FALSE to end the walk
 */
typedef gboolean (*LkConfigVisit) (LkConfigEvent event, guint file, guint line, gpointer data);

/**
 * lk_config_tree_walk:
 *
 * Visits every line in the order in which OpenSSH reads it; a file that is included twice, twice.
 * Blocks do not reach over a LEAVE: the includer's block goes on.
 */
void lk_config_tree_walk (const LkConfigTree *tree, LkConfigVisit visit, gpointer data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkConfigTree, lk_config_tree_free)

G_END_DECLS
