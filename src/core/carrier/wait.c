/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "carrier/wait.h"

#include <errno.h>
#include <poll.h>

LkWait
lk_wait_new (int milliseconds, int cancel_fd)
{
  return (LkWait){g_get_monotonic_time () + (gint64) milliseconds * 1000, cancel_fd};
}

int
lk_wait_left (const LkWait *wait)
{
  gint64 left = wait->deadline - g_get_monotonic_time ();

  /* Rounded up: a wait that ends a little early would spin. */
  return left <= 0 ? 0 : (int) MIN ((left + 999) / 1000, G_MAXINT);
}

LkWaitResult
lk_wait_for (const LkWait *wait, int fd, short events)
{
  struct pollfd fds[] = {{.fd = fd, .events = events}, {.fd = wait->cancel_fd, .events = POLLIN}};

  for (;;) {
    int left = lk_wait_left (wait);
    int n = poll (fds, 2, left);

    if (n > 0 && fds[1].revents != 0)
      return LK_WAIT_CANCELLED;
    if (n > 0)
      return LK_WAIT_READY;
    if (n == 0 && left == 0)
      return LK_WAIT_TIMEOUT;
    if (n < 0 && errno != EINTR)
      return LK_WAIT_TIMEOUT;
  }
}
