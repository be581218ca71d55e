/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tunnels/open-tunnel.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <unistd.h>
#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "tunnels/record.h"

/* More than this nobody reads. */
#define TUNNELS_MAX 1000

void
lk_open_tunnel_free (LkOpenTunnel *tunnel)
{
  g_free (tunnel->id);
  g_free (tunnel->host);
  g_free (tunnel->via);
  g_clear_pointer (&tunnel->program, lk_program_free);
  g_free (tunnel);
}

static int
open_file (const char *folder, const char *id)
{
  g_autofree char *path = g_build_filename (folder, id, NULL);

  return open (path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
}

/*
 * Whether a process has the tunnel of this file open: it holds a lock that ends with it. The kernel says who
 * it is, and 0 when that has no name here. Locks for reading, as below, are in nobody's way.
 */
static gboolean
find_owner (int fd, pid_t *pid)
{
  struct flock lock = {.l_type = F_RDLCK, .l_whence = SEEK_SET};

  if (fcntl (fd, F_GETLK, &lock) != 0 || lock.l_type == F_UNLCK)
    return FALSE;
  *pid = MAX (lock.l_pid, 0);
  return TRUE;
}

/* With the lock, lest it is about to be locked by the process that has just made it. */
static void
remove_leftover (const char *folder, const char *id, int fd)
{
  struct flock lock = {.l_type = F_RDLCK, .l_whence = SEEK_SET};
  g_autofree char *path = g_build_filename (folder, id, NULL);

  if (fcntl (fd, F_SETLK, &lock) == 0)
    unlink (path);
}

static LkOpenTunnel *
read_tunnel (const char *id, int fd, pid_t pid)
{
  char data[sizeof (LkTunnelRecord) + 1];
  gssize length = pread (fd, data, sizeof data, 0);
  LkTunnelRecord record;
  LkOpenTunnel *tunnel;

  if (length < 0 || !lk_tunnel_record_parse (data, (gsize) length, &record))
    return NULL;
  tunnel = g_new0 (LkOpenTunnel, 1);
  tunnel->id = g_strdup (id);
  tunnel->host = g_strdup (record.host);
  tunnel->via = g_strdup (record.via);
  tunnel->opened_at = record.opened_at;
  tunnel->traffic = record.traffic;
  tunnel->pid = (guint) pid;
  tunnel->number = record.number;
  if (pid != 0) /* else its numbers mean nothing here */
    tunnel->client.pid = *record.via == '\0' ? pid : record.client_pid;
  tunnel->client.port = record.client_port;
  if (record.client_port != 0 && strrchr (record.via, ':') != NULL)
    tunnel->client.server = (guint16) atoi (strrchr (record.via, ':') + 1);
  return tunnel;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const LkOpenTunnel *one = *(LkOpenTunnel *const *) a, *two = *(LkOpenTunnel *const *) b;

  if (one->opened_at != two->opened_at)
    return one->opened_at < two->opened_at ? -1 : 1;
  return strcmp (one->id, two->id);
}

static void
find_programs (GPtrArray *list)
{
  g_autoptr (GPtrArray) clients = g_ptr_array_new ();

  for (guint i = 0; i < list->len; i++) {
    LkOpenTunnel *tunnel = list->pdata[i];

    if (tunnel->client.port != 0)
      g_ptr_array_add (clients, &tunnel->client);
  }
  lk_clients_find (clients);
  for (guint i = 0; i < list->len; i++) {
    LkOpenTunnel *tunnel = list->pdata[i];

    if (tunnel->client.pid > 0)
      tunnel->program = lk_program_find (tunnel->client.pid, NULL);
  }
}

GPtrArray *
lk_open_tunnels_list (const char *runtime_dir)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) lk_open_tunnel_free);
  g_autofree char *folder = lk_tunnels_folder (runtime_dir);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *id;

  while (dir != NULL && list->len < TUNNELS_MAX && (id = g_dir_read_name (dir)) != NULL) {
    int fd = open_file (folder, id);
    LkOpenTunnel *tunnel = NULL;
    pid_t pid;

    if (fd < 0)
      continue;
    if (find_owner (fd, &pid))
      tunnel = read_tunnel (id, fd, pid);
    else
      remove_leftover (folder, id, fd);
    if (tunnel != NULL)
      g_ptr_array_add (list, tunnel);
    close (fd);
  }
  find_programs (list);
  g_ptr_array_sort (list, compare);
  return list;
}

/* A handle for a process and a second look: as long as it holds the lock, its number is no other's. */
static gboolean
tell (int fd, pid_t pid, guint32 number)
{
  siginfo_t info = {.si_signo = SIGTERM, .si_code = SI_QUEUE};
  int handle = pidfd_open (pid, 0);
  pid_t again = 0;
  gboolean ok = FALSE;

  info.si_pid = getpid ();
  info.si_uid = getuid ();
  info.si_value.sival_int = (int) number;
  if (handle >= 0)
    ok = !find_owner (fd, &again) ||
         (again == pid && pidfd_send_signal (handle, SIGTERM, &info, 0) == 0);
  if (handle >= 0)
    close (handle);
  return ok || errno == ESRCH;
}

gboolean
lk_open_tunnel_end (const char *runtime_dir, const char *id, GError **error)
{
  g_autofree char *folder = lk_tunnels_folder (runtime_dir);
  int fd = strchr (id, '/') != NULL ? -1 : open_file (folder, id);
  g_autoptr (LkOpenTunnel) tunnel = NULL;
  gboolean ok = TRUE;
  pid_t pid;

  if (fd < 0)
    return TRUE;
  if (find_owner (fd, &pid)) {
    tunnel = read_tunnel (id, fd, pid);
    ok = tunnel != NULL && pid != 0 && tell (fd, pid, tunnel->number);
  }
  close (fd);
  if (!ok)
    g_set_error (error, LK_ERROR, LK_ERROR_TUNNEL,
                 _ ("the program that has this tunnel open cannot be reached from here; end that "
                    "program itself"));
  return ok;
}
