/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sshconfig/words.h"

G_BEGIN_DECLS

/** LK_CONFIG_FILE_MAX: the most bytes of one configuration file that make sense */
#define LK_CONFIG_FILE_MAX (64 * 1024 * 1024)

/** LkConfigLine: a line of a file, counted from 0; @ending is 0 (a last line without one), 1 (LF) or 2 (CRLF) */
typedef struct {
  guint32 start;
  guint32 length; /* without the ending */
  guint8 ending;
  guint8 kind; /* an LkConfigKind */
} LkConfigLine;

/**
 * LkConfigBlock:
 *
 * The lines from @first to before @end. @header is the Host or Match line; the lines from @first to
 * there are the comment directly above it, which belongs to it (one indented deeper than the header
 * belongs to the lines above). Block 0 of every file has kind %LK_CONFIG_BLANK and no header: what
 * stands before the first one, which counts wherever the file is included.
 */
typedef struct {
  LkConfigKind kind;
  guint first;
  guint header;
  guint end;
} LkConfigBlock;

/** LkConfigFile: one file's bytes and where its lines and blocks are; never changes, is reference-counted */
typedef struct _LkConfigFile LkConfigFile;

/**
 * lk_config_file_new:
 * @path: its name, for messages
 * @bytes: at most %LK_CONFIG_FILE_MAX of them
 *
 * Takes a configuration file apart. Any bytes will do.
 *
 * Returns: (transfer full): the file
 */
LkConfigFile *lk_config_file_new (const char *path, GBytes *bytes);

LkConfigFile *lk_config_file_ref (LkConfigFile *file);
void lk_config_file_unref (LkConfigFile *file);

const char *lk_config_file_path (const LkConfigFile *file);

/** lk_config_file_bytes: Returns: (transfer none): what was handed in */
GBytes *lk_config_file_bytes (const LkConfigFile *file);

guint lk_config_file_n_lines (const LkConfigFile *file);
const LkConfigLine *lk_config_file_line (const LkConfigFile *file, guint line);

/** lk_config_file_text: Returns: (transfer none): the line's first byte; its ending follows its length, no NUL */
const char *lk_config_file_text (const LkConfigFile *file, guint line);

/** lk_config_file_words: Returns: (transfer full): the line, taken apart */
LkConfigWords *lk_config_file_words (const LkConfigFile *file, guint line);

guint lk_config_file_n_blocks (const LkConfigFile *file);
const LkConfigBlock *lk_config_file_block (const LkConfigFile *file, guint block);

/** lk_config_file_block_of: Returns: the number of the block that holds the line */
guint lk_config_file_block_of (const LkConfigFile *file, guint line);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkConfigFile, lk_config_file_unref)

G_END_DECLS
