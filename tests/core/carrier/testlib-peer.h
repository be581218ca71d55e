/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <openssl/ssl.h>

#include "carrier/endpoint.h"
#include "carrier/frame.h"
#include "testlib-pki.h"

#define PEER_FIN 0x80
#define PEER_END 0xff

/** Peer: a TLS server on loopback that serves each connection in a thread of its own */
typedef struct _Peer Peer;

typedef struct {
  int fd;
  SSL *ssl;   /* NULL for a plain peer */
  int number; /* of the connection, from 0 */
} PeerConn;

typedef void (*PeerFunc) (PeerConn *conn, gpointer data);

/** peer_main: g_test_run() in a folder of its own whose authority the carrier trusts */
int peer_main (void);

/** peer_authority: Returns: (transfer none): that authority */
const PkiCert *peer_authority (void);

/** peer_new: a server for PKI_HOST; each connection is closed when @serve returns */
Peer *peer_new (PeerFunc serve, gpointer data);

/** peer_new_with: a server that shows another certificate; @context is taken, and NULL for a server without TLS */
Peer *peer_new_with (SSL_CTX *context, PeerFunc serve, gpointer data);

/** peer_port: where it listens, on 127.0.0.1 */
guint16 peer_port (const Peer *peer);

/** peer_endpoint: an endpoint that reaches the peer as PKI_HOST, valid as long as the peer */
LkEndpoint peer_endpoint (Peer *peer);

/** peer_free: waits for its connections to end */
void peer_free (Peer *peer);

/** peer_read: reads @length bytes. Returns: FALSE at the end */
gboolean peer_read (PeerConn *conn, void *data, gsize length);

/** peer_write: writes all of it. Returns: FALSE when the other side is gone */
gboolean peer_write (PeerConn *conn, const void *data, gsize length);

/** peer_say: writes text */
void peer_say (PeerConn *conn, const char *text);

/** peer_read_head: Returns: (transfer full): a request up to its empty line, "" at the end */
char *peer_read_head (PeerConn *conn);

/** peer_upgrade: reads a request and accepts the upgrade. Returns: (transfer full): the request */
char *peer_upgrade (PeerConn *conn);

/** peer_frame: sends a frame; @first is FIN, reserved bits and opcode */
gboolean peer_frame (PeerConn *conn, guint first, const void *payload, gsize length);

/** peer_close: sends a Close with a code and a reason */
void peer_close (PeerConn *conn, guint code, const char *reason);

/**
 * peer_read_frame:
 *
 * Reads a client's frame and checks what holds for each: FIN, masked, no reserved bits, at most 16384 bytes.
 *
 * Returns: its opcode, PEER_END at the end
 */
guint peer_read_frame (PeerConn *conn, GByteArray *payload);

/** peer_cut: ends the connection without the TLS saying so; with a reset if @reset */
void peer_cut (PeerConn *conn, gboolean reset);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Peer, peer_free)
