/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tunnels/client.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ESTABLISHED 1 /* include/net/tcp_states.h of the kernel */

guint64
lk_client_parse (const char *line, guint16 port, guint16 server)
{
  unsigned int local, remote, state;
  unsigned long long inode;

  if (sscanf (line, " %*u: %*32[0-9A-F]:%4x %*32[0-9A-F]:%4x %2x %*s %*s %*s %*s %*s %llu", &local,
              &remote, &state, &inode) != 4)
    return 0;
  return local == port && remote == server && state == ESTABLISHED ? inode : 0;
}

/* What a descriptor of such a connection links to, and the connection. */
static void
find_inodes (const char *table, GPtrArray *clients, GHashTable *links)
{
  g_autofree char *text = NULL;

  if (!g_file_get_contents (table, &text, NULL, NULL))
    return;
  for (char *line = text, *next; line != NULL && *line != '\0'; line = next) {
    next = strchr (line, '\n');
    if (next != NULL)
      *next++ = '\0';
    for (guint i = 0; i < clients->len; i++) {
      LkClient *client = clients->pdata[i];
      guint64 inode = lk_client_parse (line, client->port, client->server);

      if (inode != 0)
        g_hash_table_insert (links, g_strdup_printf ("socket:[%" G_GUINT64_FORMAT "]", inode),
                             client);
    }
  }
}

/* Those of other users cannot be read. */
static void
look_at_process (pid_t pid, GHashTable *links)
{
  g_autofree char *folder = g_strdup_printf ("/proc/%d/fd", (int) pid);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    char path[64], link[64];
    LkClient *client;
    gssize length;

    g_snprintf (path, sizeof path, "%s/%s", folder, name);
    length = readlink (path, link, sizeof link - 1);
    if (length <= 0)
      continue;
    link[length] = '\0';
    client = g_hash_table_lookup (links, link);
    if (client != NULL && client->pid == 0)
      client->pid = pid;
  }
}

void
lk_clients_find (GPtrArray *clients)
{
  g_autoptr (GHashTable) links = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GDir) dir = NULL;
  const char *name;

  if (clients->len == 0)
    return;
  find_inodes ("/proc/net/tcp", clients, links);
  find_inodes ("/proc/net/tcp6", clients, links);
  dir = g_hash_table_size (links) == 0 ? NULL : g_dir_open ("/proc", 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    if (atoi (name) > 0)
      look_at_process ((pid_t) atoi (name), links);
  }
}
