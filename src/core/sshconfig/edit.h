/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sshconfig/tree.h"

G_BEGIN_DECLS

/** LkConfigRef: block @block of file @file of a tree; good until the next edit of that file */
typedef struct {
  guint file;
  guint block;
} LkConfigRef;

/** LkConfigSpot: where a new block goes: before line @line of file @file, which may be the number of lines */
typedef struct {
  guint file;
  guint line;
} LkConfigSpot;

/** LkConfigSetting: an option as it shall be spelled, and its arguments without quotes */
typedef struct {
  const char *name;
  const char *const *values;
} LkConfigSetting;

/*
 * Every edit changes the tree only (save.h writes it), is whole or not made, and returns FALSE with
 * %LK_ERROR_USAGE when it makes no sense. The options that take the rest of their line
 * (lk_config_is_raw()) get their values joined by blanks.
 */

/** lk_config_edit_set: the block says this and nothing else of the option, on the line of its first mention */
gboolean lk_config_edit_set (LkConfigTree *tree,
                             LkConfigRef at,
                             const LkConfigSetting *setting,
                             GError **error);

/** lk_config_edit_add: one more line, after those of the same option */
gboolean lk_config_edit_add (LkConfigTree *tree,
                             LkConfigRef at,
                             const LkConfigSetting *setting,
                             GError **error);

/**
 * lk_config_edit_unset:
 * @name: an option, in any case
 * @values: (nullable): the arguments of the lines to remove; %NULL for all lines of the option
 */
gboolean lk_config_edit_unset (LkConfigTree *tree,
                               LkConfigRef at,
                               const char *name,
                               const char *const *values,
                               GError **error);

/** lk_config_edit_change_line: the option on line @at.line says these arguments; the line is otherwise as it was */
gboolean lk_config_edit_change_line (LkConfigTree *tree,
                                     LkConfigSpot at,
                                     const char *const *values,
                                     GError **error);

/** lk_config_edit_remove_line: the option's line goes */
gboolean lk_config_edit_remove_line (LkConfigTree *tree, LkConfigSpot at, GError **error);

/** lk_config_block_span: from which byte of its file to before which one the block reaches, blank lines at its end left out */
void lk_config_block_span (const LkConfigTree *tree, LkConfigRef at, gsize *start, gsize *end);

/**
 * lk_config_edit_text:
 * @start: a byte of file number @file
 * @end: the one after the last
 * @text: UTF-8; what follows in the file begins on a line of its own
 *
 * Puts the text in the place of these bytes.
 */
gboolean lk_config_edit_text (LkConfigTree *tree,
                              guint file,
                              gsize start,
                              gsize end,
                              const char *text,
                              GError **error);

/** lk_config_find_host: finds the first Host block with exactly this pattern, in OpenSSH's order */
gboolean lk_config_find_host (const LkConfigTree *tree, const char *name, LkConfigRef *ref);

/** lk_config_spot_before: before the block and its comment; @at is not block 0 */
LkConfigSpot lk_config_spot_before (const LkConfigTree *tree, LkConfigRef at);

/** lk_config_spot_after: after the last line that belongs to the block */
LkConfigSpot lk_config_spot_after (const LkConfigTree *tree, LkConfigRef at);

LkConfigSpot lk_config_spot_end (const LkConfigTree *tree, guint file);

/**
 * lk_config_edit_add_host:
 * @spot: where; placement.h tells where it takes effect
 * @patterns: of its Host line
 * @settings: its options
 * @n_settings: how many
 */
gboolean lk_config_edit_add_host (LkConfigTree *tree,
                                  LkConfigSpot spot,
                                  const char *const *patterns,
                                  const LkConfigSetting *settings,
                                  guint n_settings,
                                  GError **error);

/** lk_config_edit_add_match: the same with the arguments of a Match line */
gboolean lk_config_edit_add_match (LkConfigTree *tree,
                                   LkConfigSpot spot,
                                   const char *const *arguments,
                                   const LkConfigSetting *settings,
                                   guint n_settings,
                                   GError **error);

/** lk_config_edit_rename_host: puts @name in the place of the pattern @old of a Host line */
gboolean lk_config_edit_rename_host (LkConfigTree *tree,
                                     LkConfigRef at,
                                     const char *old,
                                     const char *name,
                                     GError **error);

/** lk_config_edit_remove_name: takes one pattern out of a Host line that has others; the block goes with the last one */
gboolean
lk_config_edit_remove_name (LkConfigTree *tree, LkConfigRef at, const char *name, GError **error);

/**
 * lk_config_edit_follow_name:
 * @old: a name that has been changed
 * @name: (nullable): the new one; %NULL where the name has gone
 *
 * Does to Match blocks for this name alone ("originalhost @old") as was done to the Host block.
 */
gboolean
lk_config_edit_follow_name (LkConfigTree *tree, const char *old, const char *name, GError **error);

/** lk_config_edit_duplicate_host: the block once more, directly after it, with @name as its only pattern */
gboolean lk_config_edit_duplicate_host (LkConfigTree *tree,
                                        LkConfigRef at,
                                        const char *name,
                                        GError **error);

/** lk_config_edit_move_host: the block with its comment, byte for byte but for the kind of line endings */
gboolean
lk_config_edit_move_host (LkConfigTree *tree, LkConfigRef at, LkConfigSpot spot, GError **error);

/** lk_config_edit_remove_host: the block, its comment and the blank lines that set it apart */
gboolean lk_config_edit_remove_host (LkConfigTree *tree, LkConfigRef at, GError **error);

G_END_DECLS
