/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LkWait:
 * @deadline: g_get_monotonic_time() at which patience ends
 * @cancel_fd: becomes readable when to give up, or -1
 *
 * How long a step before the session may take.
 */
typedef struct {
  gint64 deadline;
  int cancel_fd;
} LkWait;

LkWait lk_wait_new (int milliseconds, int cancel_fd);

/** lk_wait_left: Returns: milliseconds until the deadline, at least 0 */
int lk_wait_left (const LkWait *wait);

typedef enum {
  LK_WAIT_READY,
  LK_WAIT_TIMEOUT,
  LK_WAIT_CANCELLED,
} LkWaitResult;

/** lk_wait_for: waits until @fd has one of the poll(2) @events, or an error on it */
LkWaitResult lk_wait_for (const LkWait *wait, int fd, short events);

G_END_DECLS
