/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "peer.h"

#include <stdlib.h>
#include <string.h>

#include "access/host.h"

#define COMMAND_LINE_MAX 65536
/* A shell may stand between ssh and its ProxyCommand, where that is more than one command. */
#define LEVELS 2

static const char *const programs[] = {"latchkey", "cloudflared", NULL};
static const char *const commands[] = {"ssh", "tcp", NULL};
static const char *const options[] = {"hostname", "tunnel-host", "T", NULL};

char *
lk_peer_parse (const char *const *argv)
{
  g_autofree char *program = argv[0] == NULL ? NULL : g_path_get_basename (argv[0]);
  const char *operand = NULL;
  gsize at = 1;

  if (program == NULL || !g_strv_contains (programs, program))
    return NULL;
  while (g_strcmp0 (argv[at], "access") == 0 || g_strcmp0 (argv[at], "--fedramp") == 0)
    at++;
  if (argv[at] == NULL || !g_strv_contains (commands, argv[at]))
    return NULL;
  while (argv[++at] != NULL) {
    const char *name = argv[at] + strspn (argv[at], "-");
    g_autofree char *key = g_strndup (name, strcspn (name, "="));

    if (name == argv[at])
      operand = argv[at];
    else if (g_strv_contains (options, key))
      return lk_host_parse (name[strlen (key)] == '=' ? strchr (name, '=') + 1
                            : argv[at + 1] == NULL    ? ""
                                                      : argv[at + 1],
                            NULL, NULL);
  }
  return operand == NULL ? NULL : lk_host_parse (operand, NULL, NULL);
}

static char *
host_of_process (const char *pid)
{
  g_autofree char *path = g_build_filename ("/proc", pid, "cmdline", NULL);
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autofree char *data = NULL;
  gsize length;

  if (!g_file_get_contents (path, &data, &length, NULL) || length > COMMAND_LINE_MAX)
    return NULL;
  for (gsize at = 0; at < length; at += strlen (data + at) + 1)
    g_ptr_array_add (argv, data + at);
  g_ptr_array_add (argv, NULL);
  return lk_peer_parse ((const char *const *) argv->pdata);
}

static pid_t
parent_of (const char *pid)
{
  g_autofree char *path = g_build_filename ("/proc", pid, "stat", NULL);
  g_autofree char *data = NULL;
  const char *after_name;

  if (!g_file_get_contents (path, &data, NULL, NULL) ||
      (after_name = strrchr (data, ')')) == NULL || strlen (after_name) < 5)
    return 0;
  return (pid_t) atoi (after_name + 4);
}

static char *
find_below (pid_t pid, int levels)
{
  g_autoptr (GDir) processes = g_dir_open ("/proc", 0, NULL);
  const char *name;

  while (processes != NULL && (name = g_dir_read_name (processes)) != NULL) {
    char *host;

    if (!g_ascii_isdigit (*name) || parent_of (name) != pid)
      continue;
    host = host_of_process (name);
    if (host == NULL && levels > 1)
      host = find_below ((pid_t) atoi (name), levels - 1);
    if (host != NULL)
      return host;
  }
  return NULL;
}

char *
lk_peer_host (pid_t pid)
{
  return find_below (pid, LEVELS);
}
