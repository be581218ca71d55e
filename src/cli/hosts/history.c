/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The subcommands that look back: history, diff, undo. */
#include <json-glib/json-glib.h>

#include "base/error.h"
#include "json.h"
#include "write.h"

static char *
format_time (gint64 time, const char *format)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time);
  g_autoptr (GDateTime) local = utc == NULL ? NULL : g_date_time_to_local (utc);

  return local == NULL ? g_strdup ("?") : g_date_time_format (local, format);
}

static void
print_json (GPtrArray *entries)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < entries->len; i++) {
    const LkHistoryEntry *entry = g_ptr_array_index (entries, i);
    g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (entry->time);
    g_autofree char *text = time == NULL ? NULL : g_date_time_format_iso8601 (time);

    json_builder_begin_object (builder);
    lk_json_add_int (builder, "number", entry->number);
    lk_json_add_string (builder, "time", text == NULL ? "" : text);
    lk_json_add_string (builder, "reason", entry->reason);
    if (entry->undoes != 0)
      lk_json_add_int (builder, "undoes", entry->undoes);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
  lk_json_print (builder);
}

gboolean
lk_hosts_history (LkHosts *hosts, int argc, char **argv, GError **error)
{
  g_autofree char *folder = NULL;
  g_autoptr (GPtrArray) entries = NULL;

  if (!lk_hosts_begin (hosts, LK_HOSTS_READS, NULL, "",
                       "List the changes that were made with Latchkey, the latest first.", &argc,
                       &argv, error) ||
      (folder = lk_history_folder (error)) == NULL)
    return FALSE;
  entries = lk_history_list (folder, hosts->path);
  if (hosts->json) {
    print_json (entries);
    return TRUE;
  }
  for (guint i = 0; i < entries->len; i++) {
    const LkHistoryEntry *entry = g_ptr_array_index (entries, i);
    g_autofree char *time = format_time (entry->time, "%Y-%m-%d %H:%M:%S");
    g_autofree char *reason = lk_printable (entry->reason, -1);

    g_print ("%4u  %s  %s\n", entry->number, time, reason);
  }
  if (entries->len == 0)
    g_print ("Latchkey has not changed this configuration yet.\n");
  return TRUE;
}

/* "N", or the latest change that stands where there is none. */
static gboolean
find_number (const char *folder,
             const LkHosts *hosts,
             const char *text,
             guint *number,
             GError **error)
{
  guint64 given = 0;

  if (text != NULL && !g_ascii_string_to_unsigned (text, 10, 1, G_MAXINT, &given, NULL)) {
    g_set_error (error, LK_ERROR, LK_ERROR_USAGE,
                 "'%s' is not the number of a change; 'latchkey hosts history' lists them", text);
    return FALSE;
  }
  *number = text != NULL ? (guint) given : lk_config_undo_next (folder, hosts->path);
  if (*number == 0)
    g_set_error (error, LK_ERROR, LK_ERROR_USAGE, "there is no change that is not undone already");
  return *number != 0;
}

gboolean
lk_hosts_diff (LkHosts *hosts, int argc, char **argv, GError **error)
{
  g_autofree char *folder = NULL;
  g_autoptr (GPtrArray) changes = NULL;
  guint number;

  if (!lk_hosts_begin (hosts, LK_HOSTS_SHOWS, NULL, "[N]",
                       "Show what a change did: number N of the history, or the latest.", &argc,
                       &argv, error) ||
      (folder = lk_history_folder (error)) == NULL ||
      !find_number (folder, hosts, argv[1], &number, error))
    return FALSE;
  changes = lk_history_read (folder, hosts->path, number, error);
  if (changes == NULL)
    return FALSE;
  lk_hosts_print_changes (changes);
  return TRUE;
}

gboolean
lk_hosts_undo (LkHosts *hosts, int argc, char **argv, GError **error)
{
  g_autofree char *folder = NULL;
  guint number;

  if (!lk_hosts_begin (hosts, LK_HOSTS_WRITES, NULL, "[N]",
                       "Take a change back: number N of the history, or the latest one that "
                       "stands. Later changes stay.\nTo bring it back, undo the undoing.",
                       &argc, &argv, error) ||
      (folder = lk_history_folder (error)) == NULL ||
      !find_number (folder, hosts, argv[1], &number, error))
    return FALSE;
  return lk_hosts_write_undo (hosts, number, error);
}
