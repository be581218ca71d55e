/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tunnels/mark.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/dirs.h"
#include "base/error.h"
#include "tunnels/record.h"

/* How often to begin anew because somebody took the file for a leftover before it was locked. */
#define ATTEMPTS 8

struct _LkTunnelMark {
  int fd;
  char *path;
  LkTunnelRecord *record; /* mapped */
};

/* A new file, locked by this process and not removed by another. Returns -1 with errno. */
static int
make_file (char *path)
{
  struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
  struct stat st;
  int fd = mkostemp (path, O_CLOEXEC);

  if (fd < 0)
    return -1;
  if (fcntl (fd, F_SETLK, &lock) == 0 && fstat (fd, &st) == 0 && st.st_nlink > 0)
    return fd;
  unlink (path);
  close (fd);
  errno = EAGAIN;
  return -1;
}

static int
make_unique_file (const char *runtime_dir, char **path)
{
  g_autofree char *template = g_build_filename (runtime_dir, "tunnels", "XXXXXX", NULL);
  int fd = -1;

  errno = EAGAIN;
  for (int i = 0; i < ATTEMPTS && fd < 0 && (errno == EAGAIN || errno == ENOENT); i++) {
    if (errno == ENOENT)
      g_free (lk_tunnels_folder (runtime_dir));
    g_free (*path);
    *path = g_strdup (template);
    fd = make_file (*path);
  }
  return fd;
}

/* Who is connected, as far as the connection tells; whoever reads the record finds out more. */
static void
describe_client (LkTunnelRecord *record, int fd)
{
  struct sockaddr_storage address;
  socklen_t length = sizeof address, size = sizeof (struct ucred);
  struct ucred credentials;

  if (fd < 0 || getpeername (fd, (struct sockaddr *) &address, &length) != 0)
    return;
  if (address.ss_family == AF_INET)
    record->client_port = ntohs (((struct sockaddr_in *) &address)->sin_port);
  else if (address.ss_family == AF_INET6)
    record->client_port = ntohs (((struct sockaddr_in6 *) &address)->sin6_port);
  else if (getsockopt (fd, SOL_SOCKET, SO_PEERCRED, &credentials, &size) == 0)
    record->client_pid = credentials.pid;
}

/* Written before it is mapped: memory that cannot be had is an error here, and a signal later. */
static gboolean
fill (LkTunnelMark *mark, const char *host, const char *via, guint32 number, int client)
{
  LkTunnelRecord record = {
      .magic = LK_TUNNEL_MAGIC, .opened_at = lk_clock_system (), .number = number};
  gpointer page;

  g_strlcpy (record.host, host, sizeof record.host);
  g_strlcpy (record.via, via == NULL ? "" : via, sizeof record.via);
  describe_client (&record, client);
  if (pwrite (mark->fd, &record, sizeof record, 0) != sizeof record)
    return FALSE;
  page = mmap (NULL, sizeof record, PROT_READ | PROT_WRITE, MAP_SHARED, mark->fd, 0);
  if (page == MAP_FAILED)
    return FALSE;
  mark->record = page;
  return TRUE;
}

LkTunnelMark *
lk_tunnel_mark_new (const char *host, const char *via, guint32 number, int client, GError **error)
{
  g_autoptr (LkTunnelMark) mark = g_new0 (LkTunnelMark, 1);
  g_autofree char *runtime_dir = lk_runtime_dir (error);

  mark->fd = -1;
  if (runtime_dir == NULL)
    return NULL;
  mark->fd = make_unique_file (runtime_dir, &mark->path);
  if (mark->fd < 0 || !fill (mark, host, via, number, client)) {
    g_set_error (error, LK_ERROR, LK_ERROR_CONFIG,
                 "this tunnel will not be in the list of open ones: %s: %s", mark->path,
                 g_strerror (errno));
    return NULL;
  }
  return g_steal_pointer (&mark);
}

LkTraffic *
lk_tunnel_mark_traffic (LkTunnelMark *mark)
{
  return mark == NULL ? NULL : &mark->record->traffic;
}

const char *
lk_tunnel_mark_path (const LkTunnelMark *mark)
{
  return mark->path;
}

void
lk_tunnel_mark_free (LkTunnelMark *mark)
{
  if (mark->record != NULL)
    munmap (mark->record, sizeof *mark->record);
  /* Removed before it is unlocked: nobody sees it abandoned. */
  if (mark->fd >= 0) {
    unlink (mark->path);
    close (mark->fd);
  }
  g_free (mark->path);
  g_free (mark);
}
