/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session/agent-client.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define LIMIT (3 * G_USEC_PER_SEC)

struct _LkAgentClient {
  int fd;
  gint64 deadline;
  gboolean broken; /* who was not answered in time is not asked again */
};

static gboolean
is_gpg_agent (int fd, const char *path)
{
  struct ucred peer = {0};
  socklen_t length = sizeof peer;
  g_autofree char *comm_path = NULL;
  g_autofree char *comm = NULL;
  char real[PATH_MAX];

  /* systemd may listen for it; then the name tells, which gpg-agent always uses. */
  if (realpath (path, real) != NULL && g_str_has_suffix (real, "/S.gpg-agent.ssh"))
    return TRUE;
  if (getsockopt (fd, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0)
    return FALSE;
  comm_path = g_strdup_printf ("/proc/%d/comm", (int) peer.pid);
  return g_file_get_contents (comm_path, &comm, NULL, NULL) &&
         strcmp (g_strchomp (comm), "gpg-agent") == 0;
}

static int
open_socket (const char *path)
{
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  /* It bounds connect() too, which waits when the agent accepts no more. */
  const struct timeval limit = {.tv_sec = LIMIT / G_USEC_PER_SEC};
  int fd;

  if (g_strlcpy (address.sun_path, path, sizeof address.sun_path) >= sizeof address.sun_path)
    return -1;
  fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0)
    return -1;
  if (setsockopt (fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit) != 0 ||
      connect (fd, (const struct sockaddr *) &address, sizeof address) != 0) {
    close (fd);
    return -1;
  }
  return fd;
}

LkAgentClient *
lk_agent_client_open (const char *path)
{
  g_autoptr (LkAgentClient) client = NULL;
  int fd = path == NULL || *path == '\0' ? -1 : open_socket (path);

  if (fd < 0)
    return NULL;
  client = g_new0 (LkAgentClient, 1);
  client->fd = fd;
  return is_gpg_agent (fd, path) ? NULL : g_steal_pointer (&client);
}

void
lk_agent_client_free (LkAgentClient *client)
{
  close (client->fd);
  g_free (client);
}

static gboolean
wait_for (LkAgentClient *client, short events)
{
  struct pollfd fd = {.fd = client->fd, .events = events};
  int ready;

  do {
    gint64 left = (client->deadline - g_get_monotonic_time ()) / 1000;

    ready = left <= 0 ? 0 : poll (&fd, 1, (int) left);
  } while (ready < 0 && errno == EINTR);
  return ready > 0;
}

static gboolean
send_all (LkAgentClient *client, const char *data, gsize length)
{
  while (length > 0) {
    gssize sent = wait_for (client, POLLOUT)
                      ? send (client->fd, data, length, MSG_DONTWAIT | MSG_NOSIGNAL)
                      : -1;

    if (sent < 0 && errno != EAGAIN && errno != EINTR)
      return FALSE;
    if (sent < 0 && g_get_monotonic_time () >= client->deadline)
      return FALSE;
    data += MAX (sent, 0);
    length -= (gsize) MAX (sent, 0);
  }
  return TRUE;
}

static gboolean
receive_all (LkAgentClient *client, void *data, gsize length)
{
  char *at = data;

  while (length > 0) {
    gssize got = wait_for (client, POLLIN) ? recv (client->fd, at, length, MSG_DONTWAIT) : 0;

    if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR))
      return FALSE;
    at += MAX (got, 0);
    length -= (gsize) MAX (got, 0);
  }
  return TRUE;
}

/* Returns: (transfer full) (nullable): the reply without its length; never a secret */
static GBytes *
receive (LkAgentClient *client)
{
  g_autofree guint8 *reply = NULL;
  guint32 length;

  if (!receive_all (client, &length, sizeof length))
    return NULL;
  length = GUINT32_FROM_BE (length);
  if (length > LK_AGENT_MESSAGE_MAX)
    return NULL;
  reply = g_malloc (length);
  return receive_all (client, reply, length) ? g_bytes_new_take (g_steal_pointer (&reply), length)
                                             : NULL;
}

static GBytes *
ask (LkAgentClient *client, LkSecret *request)
{
  g_autoptr (LkSecret) own = request;
  GBytes *reply = NULL;

  client->deadline = g_get_monotonic_time () + LIMIT;
  if (!client->broken && send_all (client, lk_secret_text (own), lk_secret_length (own)))
    reply = receive (client);
  client->broken = reply == NULL;
  return reply;
}

GPtrArray *
lk_agent_client_list (LkAgentClient *client)
{
  g_autoptr (GBytes) reply = ask (client, lk_agent_list ());

  return reply == NULL
             ? NULL
             : lk_agent_read_identities (g_bytes_get_data (reply, NULL), g_bytes_get_size (reply));
}

gboolean
lk_agent_client_do (LkAgentClient *client, LkSecret *request)
{
  g_autoptr (GBytes) reply = ask (client, request);

  return reply != NULL &&
         lk_agent_read_success (g_bytes_get_data (reply, NULL), g_bytes_get_size (reply));
}
