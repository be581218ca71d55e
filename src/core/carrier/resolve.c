/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "carrier/resolve.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"

/* One question to the resolver, shared with the thread that asks it. */
typedef struct {
  char *host;
  char port[8];
  int done_fd; /* becomes readable when it is answered */
  int result;
  int result_errno;
  struct addrinfo *addresses;
} Query;

static void
query_clear (gpointer data)
{
  Query *query = data;

  g_free (query->host);
  if (query->addresses != NULL)
    freeaddrinfo (query->addresses);
  if (query->done_fd >= 0)
    close (query->done_fd);
}

static void
ask (Query *query, int flags)
{
  struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV | flags};

  query->result = getaddrinfo (query->host, query->port, &hints, &query->addresses);
  query->result_errno = errno;
}

static gpointer
run (gpointer data)
{
  Query *query = data;

  ask (query, AI_ADDRCONFIG);
  eventfd_write (query->done_fd, 1);
  g_atomic_rc_box_release_full (query, query_clear);
  return NULL;
}

static struct addrinfo *
take_answer (Query *query, GError **error)
{
  struct addrinfo *addresses = query->addresses;

  if (query->result == 0) {
    query->addresses = NULL;
    return addresses;
  }
  if (query->result == EAI_NONAME || query->result == EAI_NODATA)
    g_set_error (error, LK_ERROR, LK_ERROR_NAME,
                 _ ("there is no host '%s'; check its spelling and your network"), query->host);
  else if (query->result == EAI_SYSTEM)
    g_set_error (error, LK_ERROR, LK_ERROR_NAME, _ ("'%s' cannot be resolved: %s"), query->host,
                 g_strerror (query->result_errno));
  else
    g_set_error (error, LK_ERROR, LK_ERROR_NAME,
                 _ ("'%s' cannot be resolved now: %s; check your network"), query->host,
                 gai_strerror (query->result));
  return NULL;
}

struct addrinfo *
lk_resolve (const char *host, guint16 port, const LkWait *wait, GError **error)
{
  Query *query = g_atomic_rc_box_new0 (Query);
  struct addrinfo *addresses = NULL;
  GThread *thread;
  eventfd_t done;

  query->host = g_strdup (host);
  query->done_fd = eventfd (0, EFD_CLOEXEC);
  g_snprintf (query->port, sizeof query->port, "%u", port);
  ask (query, AI_NUMERICHOST);
  if (query->result != EAI_NONAME) {
    addresses = take_answer (query, error);
    g_atomic_rc_box_release_full (query, query_clear);
    return addresses;
  }
  thread = g_thread_try_new ("resolve", run, g_atomic_rc_box_acquire (query), error);
  if (thread == NULL) {
    g_atomic_rc_box_release_full (query, query_clear);
    g_atomic_rc_box_release_full (query, query_clear);
    return NULL;
  }
  g_thread_unref (thread);
  /* Reading what the thread wrote is what makes its answer ours. */
  if (lk_wait_for (wait, query->done_fd, POLLIN) == LK_WAIT_READY &&
      eventfd_read (query->done_fd, &done) == 0)
    addresses = take_answer (query, error);
  else
    g_set_error (error, LK_ERROR, LK_ERROR_NAME,
                 _ ("'%s' was not resolved in time; check your network"), host);
  g_atomic_rc_box_release_full (query, query_clear);
  return addresses;
}
