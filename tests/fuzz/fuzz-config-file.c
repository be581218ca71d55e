/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdint.h>
#include <string.h>

#include "sshconfig/file.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check_span (const LkSpan *span, const LkConfigLine *line)
{
  g_assert_cmpuint ((gsize) span->start + span->length, <=, (gsize) line->length + line->ending);
}

static void
check_line (const LkConfigFile *file, guint i)
{
  const LkConfigLine *line = lk_config_file_line (file, i);
  g_autoptr (LkConfigWords) words = lk_config_file_words (file, i);

  g_assert_cmpint (words->kind, ==, line->kind);
  check_span (&words->keyword, line);
  check_span (&words->rest, line);
  check_span (&words->comment, line);
  for (guint k = 0; k < words->n_args; k++) {
    check_span (&words->args[k].span, line);
    g_assert_cmpuint (strlen (words->args[k].value), <=, words->args[k].span.length);
  }
}

/* Lines and blocks, put together again, are the file; every span is inside its line. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (LkConfigFile) file = lk_config_file_new ("config", bytes);
  gsize at = 0;
  guint next = 0;

  for (guint i = 0; i < lk_config_file_n_lines (file); i++) {
    const LkConfigLine *line = lk_config_file_line (file, i);

    g_assert_cmpuint (line->start, ==, at);
    at += (gsize) line->length + line->ending;
    check_line (file, i);
  }
  g_assert_cmpuint (at, ==, size);
  for (guint i = 0; i < lk_config_file_n_blocks (file); i++) {
    const LkConfigBlock *block = lk_config_file_block (file, i);

    g_assert_cmpuint (block->first, ==, next);
    g_assert_cmpuint (block->first, <=, block->header);
    next = block->end;
  }
  g_assert_cmpuint (next, ==, lk_config_file_n_lines (file));
  return 0;
}
