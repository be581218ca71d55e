/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "carrier/listener.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <openssl/crypto.h>

#include "base/error.h"
#include "carrier/dial.h"

#define CONNECTIONS_MAX 256
#define BACKLOG 128

struct _LkListener {
  int fd; /* non-blocking: a connection may be gone before it is accepted */
  char *address;
  char *path; /* of a unix socket, else NULL */
};

static gboolean
fail (GError **error, const char *address)
{
  g_autofree char *shown = lk_printable (address, -1);

  g_set_error (error, LK_ERROR, LK_ERROR_TCP, _ ("cannot listen on %s: %s"), shown,
               g_strerror (errno));
  return FALSE;
}

/*
 * A socket file that nobody listens on is a leftover; any other is theirs who made it. A queue that is full
 * (EAGAIN) or a socket of another type (EPROTOTYPE) is in use, too.
 */
static gboolean
remove_stale (const struct sockaddr_un *address)
{
  struct stat st;
  gboolean stale;
  int fd;

  if (lstat (address->sun_path, &st) != 0 || !S_ISSOCK (st.st_mode))
    return TRUE;
  fd = socket (AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  stale = connect (fd, (const struct sockaddr *) address, sizeof *address) != 0 &&
          errno == ECONNREFUSED;
  close (fd);
  if (!stale)
    errno = EADDRINUSE;
  return stale && unlink (address->sun_path) == 0;
}

static gboolean
listen_unix (LkListener *listener, const char *path, GError **error)
{
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  mode_t old;
  int result;

  if (strlen (path) >= sizeof address.sun_path) {
    errno = ENAMETOOLONG;
    return fail (error, path);
  }
  memcpy (address.sun_path, path, strlen (path));
  if (!remove_stale (&address))
    return fail (error, path);
  listener->fd = socket (AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  old = umask (0177);
  result = bind (listener->fd, (struct sockaddr *) &address, sizeof address);
  umask (old);
  if (result != 0)
    return fail (error, path);
  listener->path = g_strdup (path);
  listener->address = g_strconcat ("unix:", path, NULL);
  return listen (listener->fd, BACKLOG) == 0 || fail (error, path);
}

/* What the socket is bound to, since port 0 let the system choose. */
static char *
bound_address (int fd)
{
  struct sockaddr_storage storage;
  socklen_t length = sizeof storage;
  char host[NI_MAXHOST], port[NI_MAXSERV];

  if (getsockname (fd, (struct sockaddr *) &storage, &length) != 0 ||
      getnameinfo ((struct sockaddr *) &storage, length, host, sizeof host, port, sizeof port,
                   NI_NUMERICHOST | NI_NUMERICSERV) != 0)
    return g_strdup ("?");
  return g_strdup_printf (strchr (host, ':') != NULL ? "[%s]:%s" : "%s:%s", host, port);
}

static gboolean
listen_tcp (LkListener *listener, const char *address, GError **error)
{
  struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV},
                  *list = NULL;
  g_autofree char *host = NULL;
  g_autofree char *service = NULL;
  guint16 port;
  int on = 1, result;

  if (!lk_dial_split (address, &host, &port, error))
    return FALSE;
  service = g_strdup_printf ("%u", port);
  /* Without a host it is this machine alone: nobody else is let in unasked. */
  result = getaddrinfo (*host == '\0' ? "localhost" : host, service, &hints, &list);
  if (result != 0) {
    g_set_error (error, LK_ERROR, LK_ERROR_NAME, _ ("cannot listen on '%s': %s"), host,
                 gai_strerror (result));
    return FALSE;
  }
  for (struct addrinfo *a = list; a != NULL && listener->fd < 0; a = a->ai_next) {
    listener->fd = socket (a->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    (void) setsockopt (listener->fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind (listener->fd, a->ai_addr, a->ai_addrlen) == 0 && listen (listener->fd, BACKLOG) == 0)
      break;
    int saved = errno;
    close (listener->fd);
    listener->fd = -1;
    errno = saved;
  }
  freeaddrinfo (list);
  if (listener->fd < 0)
    return fail (error, address);
  listener->address = bound_address (listener->fd);
  return TRUE;
}

LkListener *
lk_listener_new (const char *address, GError **error)
{
  g_autoptr (LkListener) listener = g_new0 (LkListener, 1);
  const char *scheme = strstr (address, "://");
  gboolean ok;

  listener->fd = -1;
  if (g_str_has_prefix (address, "unix:"))
    ok = listen_unix (listener, scheme != NULL ? scheme + 3 : address + strlen ("unix:"), error);
  else if (g_path_is_absolute (address))
    ok = listen_unix (listener, address, error);
  else
    ok = listen_tcp (listener, scheme != NULL ? scheme + 3 : address, error);
  return ok ? g_steal_pointer (&listener) : NULL;
}

const char *
lk_listener_address (LkListener *listener)
{
  return listener->address;
}

void
lk_listener_free (LkListener *listener)
{
  if (listener->fd >= 0)
    close (listener->fd);
  if (listener->path != NULL)
    unlink (listener->path);
  g_free (listener->path);
  g_free (listener->address);
  g_free (listener);
}

typedef struct {
  LkListenerFunc connection;
  gpointer data;
  int stop_fd;
} Service;

static void
serve (gpointer task, gpointer user_data)
{
  const Service *service = user_data;
  int fd = GPOINTER_TO_INT (task) - 1;

  service->connection (fd, service->stop_fd, service->data);
  close (fd);
  /* The thread waits for its next connection; what OpenSSL keeps for it does not. */
  OPENSSL_thread_stop ();
}

gboolean
lk_listener_run (LkListener *listener,
                 int stop_fd,
                 LkListenerFunc connection,
                 gpointer data,
                 GError **error)
{
  Service service = {connection, data, stop_fd};
  GThreadPool *pool = g_thread_pool_new (serve, &service, CONNECTIONS_MAX, FALSE, error);
  struct pollfd fds[] = {{.fd = listener->fd, .events = POLLIN}, {.fd = stop_fd, .events = POLLIN}};
  gboolean ok = pool != NULL;

  while (ok) {
    int fd;

    if (poll (fds, 2, -1) < 0 && errno != EINTR)
      ok = fail (error, listener->address);
    if (fds[1].revents != 0)
      break;
    fd = fds[0].revents == 0 ? -1 : accept4 (listener->fd, NULL, NULL, SOCK_CLOEXEC);
    /* Beyond the limit connections wait in the pool; out of descriptors, in the kernel. */
    if (fd >= 0)
      g_thread_pool_push (pool, GINT_TO_POINTER (fd + 1), NULL);
    else if (fds[0].revents != 0 && (errno == EMFILE || errno == ENFILE))
      g_usleep (100 * 1000);
  }
  if (pool != NULL)
    g_thread_pool_free (pool, FALSE, TRUE);
  return ok;
}
