/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** LkListener: a local TCP port or unix socket where connections are taken */
typedef struct _LkListener LkListener;

/**
 * LkListenerFunc:
 * @fd: the connection; closed afterwards
 * @cancel_fd: becomes readable when the listener ends
 *
 * Serves one connection, in a thread of its own.
 */
typedef void (*LkListenerFunc) (int fd, int cancel_fd, gpointer data);

/**
 * lk_listener_new:
 * @address: "HOST:PORT", perhaps with a scheme before it ("tcp://…"); "unix:PATH" or an absolute path. A
 *   port of 0 lets the system choose; a unix socket is for its owner only (mode 0600), and one that nobody
 *   listens on any more is replaced.
 *
 * Returns: (transfer full): a listener; %NULL with %LK_ERROR_USAGE or %LK_ERROR_TCP
 */
LkListener *lk_listener_new (const char *address, GError **error);

/** lk_listener_address: Returns: (transfer none): where it listens, with the real port */
const char *lk_listener_address (LkListener *listener);

/**
 * lk_listener_run:
 * @stop_fd: becomes readable when to end
 *
 * Takes connections, at most 256 at a time, until @stop_fd says so; then waits for those that are served.
 *
 * Returns: %FALSE with %LK_ERROR_TCP when it cannot go on
 */
gboolean lk_listener_run (LkListener *listener,
                          int stop_fd,
                          LkListenerFunc connection,
                          gpointer data,
                          GError **error);

/** lk_listener_free: closes it, and removes a unix socket */
void lk_listener_free (LkListener *listener);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkListener, lk_listener_free)

G_END_DECLS
