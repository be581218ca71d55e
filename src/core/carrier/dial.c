/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "carrier/dial.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "carrier/resolve.h"

/* RFC 8305 section 5, "Connection Attempt Delay", in milliseconds. */
#define STAGGER 250

/* More addresses than that are not worth the time. */
#define ATTEMPTS_MAX 8

/*
 * After that many milliseconds of unacknowledged data, or of a window that stays shut, the kernel gives the
 * connection up: as late as its silence would end it, since a reader may well pause for a minute.
 */
#define USER_TIMEOUT (3 * 54 * 1000)

typedef struct {
  const struct addrinfo *addresses[ATTEMPTS_MAX];
  int n_addresses;
  int next;                            /* the next to try */
  struct pollfd fds[ATTEMPTS_MAX + 1]; /* those under way; the last entry is cancel_fd's */
  int n_fds;
  int last_errno;
} Race;

/* RFC 8305 section 4: the families take turns, beginning with the resolver's first choice. */
static void
line_up (Race *race, const struct addrinfo *list)
{
  const struct addrinfo *one = list, *other = list;
  int family = list->ai_family;

  while (race->n_addresses < ATTEMPTS_MAX && (one != NULL || other != NULL)) {
    while (one != NULL && one->ai_family != family)
      one = one->ai_next;
    if (one != NULL) {
      race->addresses[race->n_addresses++] = one;
      one = one->ai_next;
    }
    while (other != NULL && other->ai_family == family)
      other = other->ai_next;
    if (other != NULL && race->n_addresses < ATTEMPTS_MAX) {
      race->addresses[race->n_addresses++] = other;
      other = other->ai_next;
    }
  }
}

static void
set_options (int fd)
{
  int on = 1, milliseconds = USER_TIMEOUT;

  /* Best effort: without them the connection is slower, or a dead one noticed later. */
  (void) setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  (void) setsockopt (fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
  (void) setsockopt (fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &milliseconds, sizeof milliseconds);
}

/* Begins the next attempt. Returns a socket that is connected already, or -1. */
static int
begin_next (Race *race)
{
  const struct addrinfo *address = race->addresses[race->next++];
  int fd = socket (address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

  if (fd >= 0 && connect (fd, address->ai_addr, address->ai_addrlen) == 0)
    return fd;
  if (fd < 0 || errno != EINPROGRESS) {
    race->last_errno = errno;
    if (fd >= 0)
      close (fd);
    return -1;
  }
  race->fds[race->n_fds++] = (struct pollfd){.fd = fd, .events = POLLOUT};
  return -1;
}

/* Looks at the attempts that have ended. Returns the winner, or -1. */
static int
take_ended (Race *race)
{
  for (int i = 0; i < race->n_fds; i++) {
    int problem = 0;
    socklen_t length = sizeof problem;

    if (race->fds[i].revents == 0)
      continue;
    int fd = race->fds[i].fd;
    getsockopt (fd, SOL_SOCKET, SO_ERROR, &problem, &length);
    race->fds[i--] = race->fds[--race->n_fds];
    if (problem == 0)
      return fd;
    race->last_errno = problem;
    close (fd);
  }
  return -1;
}

/* Waits for an attempt to end, at most until the next one is due. Returns whether to go on. */
static gboolean
wait_for_attempt (Race *race, const LkWait *wait)
{
  gboolean more = race->next < race->n_addresses;
  int left = lk_wait_left (wait);

  race->fds[race->n_fds] = (struct pollfd){.fd = wait->cancel_fd, .events = POLLIN};
  (void) poll (race->fds, (nfds_t) race->n_fds + 1, more ? MIN (left, STAGGER) : left);
  if (race->fds[race->n_fds].revents != 0) {
    race->last_errno = ECANCELED;
    return FALSE;
  }
  if (lk_wait_left (wait) == 0) {
    race->last_errno = ETIMEDOUT;
    return FALSE;
  }
  return TRUE;
}

static int
run_race (Race *race, const LkWait *wait)
{
  int winner = -1;

  while (winner < 0) {
    int before = race->n_fds;

    if (race->next < race->n_addresses)
      winner = begin_next (race);
    /* An attempt that failed at once makes the next one due at once. */
    if (winner >= 0 || (race->n_fds == before && race->next < race->n_addresses))
      continue;
    if (race->n_fds == 0 || !wait_for_attempt (race, wait))
      break;
    winner = take_ended (race);
  }
  for (int i = 0; i < race->n_fds; i++)
    close (race->fds[i].fd);
  return winner;
}

int
lk_dial (const char *host, guint16 port, const LkWait *wait, GError **error)
{
  struct addrinfo *list = lk_resolve (host, port, wait, error);
  Race race = {.last_errno = ETIMEDOUT};
  int fd;

  if (list == NULL)
    return -1;
  line_up (&race, list);
  fd = run_race (&race, wait);
  freeaddrinfo (list);
  if (fd >= 0)
    set_options (fd);
  else
    g_set_error (error, LK_ERROR, LK_ERROR_TCP,
                 _ ("cannot connect to %s, port %u: %s; check your network"), host, port,
                 g_strerror (race.last_errno));
  return fd;
}

gboolean
lk_dial_split (const char *address, char **host, guint16 *port, GError **error)
{
  const char *colon = strrchr (address, ':');
  guint64 number = 0;
  gsize length = colon == NULL ? 0 : (gsize) (colon - address);

  if (colon == NULL || !g_ascii_string_to_unsigned (colon + 1, 10, 0, G_MAXUINT16, &number, NULL)) {
    g_autofree char *shown = lk_printable (address, -1);

    g_set_error (error, LK_ERROR, LK_ERROR_USAGE, _ ("'%s' must have the form HOST:PORT"), shown);
    return FALSE;
  }
  if (length >= 2 && address[0] == '[' && colon[-1] == ']')
    *host = g_strndup (address + 1, length - 2);
  else
    *host = g_strndup (address, length);
  *port = (guint16) number;
  return TRUE;
}
