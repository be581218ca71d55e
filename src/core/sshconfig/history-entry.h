/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sshconfig/history.h"

G_BEGIN_DECLS

/** LkHistoryFile: a file of an entry; names of objects, %NULL for no file; its mode, 0 where that is not known */
typedef struct {
  char *path;
  char *before;
  char *after;
  guint mode;
} LkHistoryFile;

void lk_history_file_free (LkHistoryFile *file);

/** lk_history_entry_format: Returns: (transfer full): the entry as it stands in its file */
char *lk_history_entry_format (const LkHistoryEntry *entry, GPtrArray *files);

/**
 * lk_history_entry_parse:
 * @data: an entry's file, which anything may have written
 * @files: (out) (optional) (transfer full) (element-type LkHistoryFile): its files
 *
 * Returns: (transfer full): the entry, without its number; %NULL for anything that is none
 */
LkHistoryEntry *lk_history_entry_parse (const char *data, gsize length, GPtrArray **files);

G_END_DECLS
