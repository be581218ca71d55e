/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/process.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define COMMAND_LINE_MAX ((gsize) 1 << 21)

char **
lk_process_argv (pid_t pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/cmdline", (int) pid);
  g_autofree char *data = NULL;
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  gsize length;

  if (!g_file_get_contents (path, &data, &length, NULL) || length == 0 || length > COMMAND_LINE_MAX)
    return NULL;
  for (gsize at = 0; at < length; at += strlen (data + at) + 1)
    g_ptr_array_add (argv, g_strdup (data + at));
  g_ptr_array_add (argv, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&argv), FALSE);
}

pid_t
lk_process_parent (pid_t pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/stat", (int) pid);
  g_autofree char *data = NULL;
  const char *after_name;

  if (!g_file_get_contents (path, &data, NULL, NULL) ||
      (after_name = strrchr (data, ')')) == NULL || strlen (after_name) < 5)
    return 0;
  return (pid_t) atoi (after_name + 4);
}

gboolean
lk_process_tell (pid_t pid, const char *line)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/fd/2", (int) pid);
  g_autofree char *text = g_strconcat (line, "\n", NULL);
  gssize length = (gssize) strlen (text);
  int fd = open (path, O_WRONLY | O_APPEND | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  gboolean written = fd >= 0 && write (fd, text, (gsize) length) == length;

  if (fd >= 0)
    close (fd);
  return written;
}
