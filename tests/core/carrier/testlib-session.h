/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "carrier/tunnel.h"
#include "testlib-peer.h"

/** Session: a tunnel to a peer that runs in a thread of its own, and the far ends of its two descriptors */
typedef struct {
  int in;     /* to write to, -1 when closed */
  int out;    /* to read from, -1 when closed */
  int cancel; /* to write to */
  LkTraffic stats;
  gboolean ok;
  GError *error;
  /* its own */
  LkTunnel *tunnel;
  int near_in, near_out, near_cancel;
  GThread *thread;
} Session;

typedef enum {
  SESSION_PIPES,
  SESSION_SOCKET, /* one unix socket for both directions */
} SessionKind;

/** session_open: opens and runs a tunnel to @endpoint */
Session *session_open (const LkEndpoint *endpoint, SessionKind kind);

/** session_new: the same to a peer, by pipes, with all timeouts long */
Session *session_new (Peer *peer);

/** session_write: writes all of it into the tunnel */
void session_write (Session *session, const void *data, gsize length);

/** session_expect: reads exactly that from the tunnel, within a minute */
void session_expect (Session *session, const void *data, gsize length);

/** session_read: Returns: how many bytes came, 0 at the end; fails the test after a minute */
gsize session_read (Session *session, void *data, gsize length);

void session_close_in (Session *session);
void session_close_out (Session *session);

/** session_wait: waits for its end, which fills @ok, @error and @stats */
void session_wait (Session *session);

/** session_free: waits for it too */
void session_free (Session *session);

/** resident: Returns: the memory that this process uses, in KiB */
gsize resident (void);

/** pattern: fills @data with what stands at @offset in an endless row of bytes that never repeats for long */
void pattern (guint8 *data, gsize length, guint64 offset);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Session, session_free)
