/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "peer.h"

#include <stdlib.h>
#include <string.h>

#include "access/host.h"
#include "base/process.h"

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
find_below (pid_t pid, int levels)
{
  g_autoptr (GDir) processes = g_dir_open ("/proc", 0, NULL);
  const char *name;

  while (processes != NULL && (name = g_dir_read_name (processes)) != NULL) {
    pid_t child = g_ascii_isdigit (*name) ? (pid_t) atoi (name) : 0;
    g_auto (GStrv) argv = NULL;
    char *host = NULL;

    if (child == 0 || lk_process_parent (child) != pid)
      continue;
    argv = lk_process_argv (child);
    if (argv != NULL)
      host = lk_peer_parse ((const char *const *) argv);
    if (host == NULL && levels > 1)
      host = find_below (child, levels - 1);
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
