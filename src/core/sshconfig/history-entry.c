/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sshconfig/history-entry.h"

#include <string.h>

#define GROUP "change"
#define NAME_LENGTH 64 /* SHA-256 in hexadecimal digits */

void
lk_history_entry_free (LkHistoryEntry *entry)
{
  g_free (entry->reason);
  g_free (entry->root);
  g_free (entry);
}

void
lk_history_file_free (LkHistoryFile *file)
{
  g_free (file->path);
  g_free (file->before);
  g_free (file->after);
  g_free (file);
}

/* File names are bytes; a key file is UTF-8. */
static void
set_path (GKeyFile *keys, const char *group, const char *key, const char *path)
{
  g_autofree char *escaped = g_uri_escape_string (path, "/ ", FALSE);

  g_key_file_set_string (keys, group, key, escaped);
}

static char *
get_path (GKeyFile *keys, const char *group, const char *key)
{
  g_autofree char *escaped = g_key_file_get_string (keys, group, key, NULL);
  g_autofree char *path = escaped == NULL ? NULL : g_uri_unescape_string (escaped, NULL);

  return path != NULL && g_path_is_absolute (path) ? g_steal_pointer (&path) : NULL;
}

static void
set_mode (GKeyFile *keys, const char *group, guint mode)
{
  g_autofree char *octal = g_strdup_printf ("%o", mode);

  if (mode != 0)
    g_key_file_set_string (keys, group, "mode", octal);
}

/* 0 for none, and for one that no file of ours has. */
static guint
get_mode (GKeyFile *keys, const char *group)
{
  g_autofree char *octal = g_key_file_get_string (keys, group, "mode", NULL);
  guint64 mode;

  if (octal == NULL || !g_ascii_string_to_unsigned (octal, 8, 0, 0777, &mode, NULL))
    return 0;
  return (guint) mode;
}

char *
lk_history_entry_format (const LkHistoryEntry *entry, GPtrArray *files)
{
  g_autoptr (GKeyFile) keys = g_key_file_new ();
  g_autofree char *reason = g_uri_escape_string (entry->reason, " ", FALSE);

  g_key_file_set_int64 (keys, GROUP, "time", entry->time);
  g_key_file_set_string (keys, GROUP, "reason", reason);
  set_path (keys, GROUP, "root", entry->root);
  if (entry->undoes != 0)
    g_key_file_set_uint64 (keys, GROUP, "undoes", entry->undoes);
  for (guint i = 0; i < files->len; i++) {
    const LkHistoryFile *file = g_ptr_array_index (files, i);
    g_autofree char *group = g_strdup_printf ("file %u", i);

    set_path (keys, group, "path", file->path);
    if (file->before != NULL)
      g_key_file_set_string (keys, group, "before", file->before);
    if (file->after != NULL)
      g_key_file_set_string (keys, group, "after", file->after);
    set_mode (keys, group, file->mode);
  }
  return g_key_file_to_data (keys, NULL, NULL);
}

/* The name of an object becomes a file name: it must be one. FALSE for anything else that is there. */
static gboolean
get_object (GKeyFile *keys, const char *group, const char *key, char **name)
{
  *name = g_key_file_get_string (keys, group, key, NULL);
  return *name == NULL ||
         (strlen (*name) == NAME_LENGTH && strspn (*name, "0123456789abcdef") == NAME_LENGTH);
}

static LkHistoryFile *
parse_file (GKeyFile *keys, const char *group)
{
  LkHistoryFile *file = g_new0 (LkHistoryFile, 1);
  gboolean before = get_object (keys, group, "before", &file->before);
  gboolean after = get_object (keys, group, "after", &file->after);

  file->path = get_path (keys, group, "path");
  file->mode = get_mode (keys, group);
  if (before && after && file->path != NULL)
    return file;
  lk_history_file_free (file);
  return NULL;
}

static GPtrArray *
parse_files (GKeyFile *keys)
{
  g_autoptr (GPtrArray) files =
      g_ptr_array_new_with_free_func ((GDestroyNotify) lk_history_file_free);
  g_auto (GStrv) groups = g_key_file_get_groups (keys, NULL);

  for (gsize i = 0; groups[i] != NULL; i++) {
    LkHistoryFile *file;

    if (!g_str_has_prefix (groups[i], "file "))
      continue;
    file = parse_file (keys, groups[i]);
    if (file == NULL)
      return NULL;
    g_ptr_array_add (files, file);
  }
  return g_steal_pointer (&files);
}

LkHistoryEntry *
lk_history_entry_parse (const char *data, gsize length, GPtrArray **files)
{
  g_autoptr (LkHistoryEntry) entry = g_new0 (LkHistoryEntry, 1);
  g_autoptr (GKeyFile) keys = g_key_file_new ();
  g_autoptr (GPtrArray) parsed = NULL;
  g_autofree char *reason = NULL;

  if (!g_key_file_load_from_data (keys, data, length, G_KEY_FILE_NONE, NULL))
    return NULL;
  reason = g_key_file_get_string (keys, GROUP, "reason", NULL);
  entry->reason = reason == NULL ? NULL : g_uri_unescape_string (reason, NULL);
  entry->root = get_path (keys, GROUP, "root");
  entry->time = g_key_file_get_int64 (keys, GROUP, "time", NULL);
  entry->undoes = (guint) MIN (g_key_file_get_uint64 (keys, GROUP, "undoes", NULL), G_MAXINT);
  parsed = parse_files (keys);
  if (entry->reason == NULL || entry->root == NULL || parsed == NULL)
    return NULL;
  if (files != NULL)
    *files = g_steal_pointer (&parsed);
  return g_steal_pointer (&entry);
}
