/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sshconfig/file.h"

#include <string.h>

struct _LkConfigFile {
  gatomicrefcount count;
  char *path;
  GBytes *bytes;
  const char *text;
  GArray *lines;
  GArray *blocks;
};

static void
read_lines (LkConfigFile *file, gsize size)
{
  for (gsize at = 0; at < size;) {
    const char *start = file->text + at;
    const char *end = memchr (start, '\n', size - at);
    gsize length = end != NULL ? (gsize) (end - start) : size - at;
    LkConfigLine line = {(guint32) at, (guint32) length, end != NULL ? 1 : 0, 0};

    at += line.length + line.ending;
    if (line.ending == 1 && length > 0 && start[length - 1] == '\r') {
      line.length--;
      line.ending = 2;
    }
    line.kind = (guint8) lk_config_line_kind (start, line.length + line.ending);
    g_array_append_val (file->lines, line);
  }
}

static guint
indent_of (const LkConfigFile *file, guint line)
{
  const LkConfigLine *l = lk_config_file_line (file, line);
  guint n = 0;

  while (n < l->length && (file->text[l->start + n] == ' ' || file->text[l->start + n] == '\t'))
    n++;
  return n;
}

/* Where the comment directly above the header begins. */
static guint
comment_above (const LkConfigFile *file, guint header)
{
  guint first = header;

  while (first > 0 && lk_config_file_line (file, first - 1)->kind == LK_CONFIG_COMMENT &&
         indent_of (file, first - 1) <= indent_of (file, header))
    first--;
  return first;
}

static void
find_blocks (LkConfigFile *file)
{
  LkConfigBlock block = {LK_CONFIG_BLANK, 0, 0, 0};

  for (guint i = 0; i < file->lines->len; i++) {
    LkConfigKind kind = lk_config_file_line (file, i)->kind;

    if (kind != LK_CONFIG_HOST && kind != LK_CONFIG_MATCH)
      continue;
    block.end = comment_above (file, i);
    g_array_append_val (file->blocks, block);
    block = (LkConfigBlock){kind, block.end, i, 0};
  }
  block.end = file->lines->len;
  g_array_append_val (file->blocks, block);
}

LkConfigFile *
lk_config_file_new (const char *path, GBytes *bytes)
{
  LkConfigFile *file;
  gsize size = g_bytes_get_size (bytes);

  g_return_val_if_fail (path != NULL && size <= LK_CONFIG_FILE_MAX, NULL);
  file = g_new0 (LkConfigFile, 1);
  g_atomic_ref_count_init (&file->count);
  file->path = g_strdup (path);
  file->bytes = g_bytes_ref (bytes);
  file->text = g_bytes_get_data (bytes, NULL);
  file->lines = g_array_new (FALSE, FALSE, sizeof (LkConfigLine));
  file->blocks = g_array_new (FALSE, FALSE, sizeof (LkConfigBlock));
  read_lines (file, size);
  find_blocks (file);
  return file;
}

LkConfigFile *
lk_config_file_ref (LkConfigFile *file)
{
  g_atomic_ref_count_inc (&file->count);
  return file;
}

void
lk_config_file_unref (LkConfigFile *file)
{
  if (!g_atomic_ref_count_dec (&file->count))
    return;
  g_free (file->path);
  g_bytes_unref (file->bytes);
  g_array_unref (file->lines);
  g_array_unref (file->blocks);
  g_free (file);
}

const char *
lk_config_file_path (const LkConfigFile *file)
{
  return file->path;
}

GBytes *
lk_config_file_bytes (const LkConfigFile *file)
{
  return file->bytes;
}

guint
lk_config_file_n_lines (const LkConfigFile *file)
{
  return file->lines->len;
}

const LkConfigLine *
lk_config_file_line (const LkConfigFile *file, guint line)
{
  g_return_val_if_fail (line < file->lines->len, NULL);
  return &g_array_index (file->lines, LkConfigLine, line);
}

const char *
lk_config_file_text (const LkConfigFile *file, guint line)
{
  return file->text + lk_config_file_line (file, line)->start;
}

LkConfigWords *
lk_config_file_words (const LkConfigFile *file, guint line)
{
  const LkConfigLine *l = lk_config_file_line (file, line);

  return lk_config_words_split (file->text + l->start, (gsize) l->length + l->ending);
}

guint
lk_config_file_n_blocks (const LkConfigFile *file)
{
  return file->blocks->len;
}

const LkConfigBlock *
lk_config_file_block (const LkConfigFile *file, guint block)
{
  g_return_val_if_fail (block < file->blocks->len, NULL);
  return &g_array_index (file->blocks, LkConfigBlock, block);
}

guint
lk_config_file_block_of (const LkConfigFile *file, guint line)
{
  guint low = 0, high = file->blocks->len;

  while (high - low > 1) {
    guint middle = low + (high - low) / 2;

    if (lk_config_file_block (file, middle)->first <= line)
      low = middle;
    else
      high = middle;
  }
  return low;
}
