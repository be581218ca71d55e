/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdint.h>
#include <string.h>

#include "sshconfig/history-entry.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check_object (const char *name)
{
  g_assert_true (name == NULL || (strlen (name) == 64 && strchr (name, '/') == NULL));
}

/* What is taken has absolute paths and names of objects only, and is the same when written and read. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GPtrArray) files = NULL;
  g_autoptr (GPtrArray) again = NULL;
  g_autoptr (LkHistoryEntry) entry = lk_history_entry_parse ((const char *) data, size, &files);
  g_autoptr (LkHistoryEntry) second = NULL;
  g_autofree char *text = NULL;

  if (entry == NULL)
    return 0;
  g_assert_true (g_path_is_absolute (entry->root));
  for (guint i = 0; i < files->len; i++) {
    const LkHistoryFile *file = g_ptr_array_index (files, i);

    g_assert_true (g_path_is_absolute (file->path));
    check_object (file->before);
    check_object (file->after);
  }
  text = lk_history_entry_format (entry, files);
  second = lk_history_entry_parse (text, strlen (text), &again);
  g_assert_nonnull (second);
  g_assert_cmpstr (second->reason, ==, entry->reason);
  g_assert_cmpstr (second->root, ==, entry->root);
  g_assert_cmpint (second->time, ==, entry->time);
  g_assert_cmpuint (second->undoes, ==, entry->undoes);
  g_assert_cmpuint (again->len, ==, files->len);
  return 0;
}
