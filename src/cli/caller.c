/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "caller.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PARENTS_MAX 4

/* An -o argument is "Keyword=value" or "Keyword value", as in the configuration file. */
static void
parse_option (LkCaller *caller, const char *option)
{
  gsize keyword = strcspn (option, " \t=");
  const char *value = option + keyword + strspn (option + keyword, " \t=");

  if (keyword == strlen ("BatchMode") && g_ascii_strncasecmp (option, "BatchMode", keyword) == 0)
    caller->batch = g_ascii_strcasecmp (value, "yes") == 0;
  else if (keyword == strlen ("ConnectTimeout") &&
           g_ascii_strncasecmp (option, "ConnectTimeout", keyword) == 0)
    caller->connect_timeout = (int) CLAMP (g_ascii_strtoll (value, NULL, 10), 0, G_MAXINT);
}

void
lk_caller_parse (LkCaller *caller, const char *const *argv)
{
  memset (caller, 0, sizeof *caller);
  for (gsize i = 1; argv[0] != NULL && argv[i] != NULL; i++) {
    if (!g_str_has_prefix (argv[i], "-o"))
      continue;
    if (argv[i][2] != '\0')
      parse_option (caller, argv[i] + 2);
    else if (argv[i + 1] != NULL)
      parse_option (caller, argv[++i]);
  }
}

static char **
read_command_line (pid_t pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/cmdline", (int) pid);
  g_autofree char *data = NULL;
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  gsize length;

  if (!g_file_get_contents (path, &data, &length, NULL) || length == 0)
    return NULL;
  for (gsize at = 0; at < length; at += strlen (data + at) + 1)
    g_ptr_array_add (argv, g_strdup (data + at));
  g_ptr_array_add (argv, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&argv), FALSE);
}

static pid_t
parent_of (pid_t pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/stat", (int) pid);
  g_autofree char *data = NULL;
  const char *after_name;

  if (!g_file_get_contents (path, &data, NULL, NULL) ||
      (after_name = strrchr (data, ')')) == NULL || strlen (after_name) < 5)
    return 0;
  return (pid_t) atoi (after_name + 4);
}

void
lk_caller_find (LkCaller *caller)
{
  pid_t pid = getppid ();

  memset (caller, 0, sizeof *caller);
  for (int i = 0; i < PARENTS_MAX && pid > 1; i++, pid = parent_of (pid)) {
    g_auto (GStrv) argv = read_command_line (pid);
    g_autofree char *name = argv == NULL ? NULL : g_path_get_basename (argv[0]);

    if (g_strcmp0 (name, "ssh") == 0) {
      lk_caller_parse (caller, (const char *const *) argv);
      return;
    }
  }
}
