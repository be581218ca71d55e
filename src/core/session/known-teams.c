/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session/known-teams.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/io.h"

#define FILE_MAX (1024 * 1024)

static char *
file_path (const char *dir)
{
  return g_build_filename (dir, "known_teams", NULL);
}

GHashTable *
lk_known_teams (const char *dir, GError **error)
{
  g_autofree char *path = file_path (dir);
  g_autoptr (GHashTable) teams = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GError) local = NULL;
  g_autoptr (GBytes) bytes = lk_read_file (path, FILE_MAX, &local);

  if (bytes == NULL) {
    if (g_error_matches (local, G_FILE_ERROR, G_FILE_ERROR_NOENT))
      return g_steal_pointer (&teams);
    g_set_error (error, LK_ERROR, LK_ERROR_CONFIG, _ ("cannot read %s: %s"), path, local->message);
    return NULL;
  }

  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (char **line = lines; *line != NULL; line++) {
    g_auto (GStrv) words = g_strsplit (*line, " ", 3);

    if (g_strv_length (words) == 2 && *words[0] != '\0')
      g_hash_table_replace (teams, g_strdup (words[0]), g_strdup (words[1]));
  }
  return g_steal_pointer (&teams);
}

char *
lk_known_team_lookup (const char *dir, const char *host, GError **error)
{
  g_autoptr (GHashTable) teams = lk_known_teams (dir, error);

  return teams == NULL ? NULL : g_strdup (g_hash_table_lookup (teams, host));
}

gboolean
lk_known_team_remember (const char *dir, const char *host, const char *team, GError **error)
{
  g_autofree char *path = file_path (dir);
  g_autofree char *line = g_strdup_printf ("%s %s\n", host, team);
  g_autofree char *known = lk_known_team_lookup (dir, host, NULL);
  gssize written;
  int fd;

  if (g_strcmp0 (known, team) == 0)
    return TRUE;
  fd = open (path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  written = fd < 0 ? -1 : write (fd, line, strlen (line));
  if (written != (gssize) strlen (line))
    g_set_error (error, LK_ERROR, LK_ERROR_CONFIG, _ ("cannot remember the team of %s in %s: %s"),
                 host, path, g_strerror (errno));
  if (fd >= 0)
    close (fd);
  return written == (gssize) strlen (line);
}
