/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "faults.h"
#include "frame.h"

G_BEGIN_DECLS

/** The origin daemon reads a message into a buffer of this size and drops the rest (protocol.md, 4). */
#define EDGE_MESSAGE_MAX 16384

/** EdgeTunnel: a WebSocket joined to a TCP connection, by two threads that block */
typedef struct {
  EdgeStats *stats;
  GIOStream *client;
  GSocketConnection *origin;
  EdgeFault *fault; /* nullable: a "tunnel-" fault */
  int ping_ms;
  char *greeting; /* the head of the 101 reply */

  GMutex mutex; /* of all below */
  GCond changed;
  gboolean writing; /* somebody writes to the client */
  gboolean closed;  /* nothing is written to the client any more */
  gboolean up_ended;
} EdgeTunnel;

/** edge_tunnel_start: takes over @tunnel, made by g_new0() with the first group of fields set */
void edge_tunnel_start (EdgeTunnel *tunnel);

/** edge_tunnel_send: one frame to the client, whole. Returns: FALSE when there will be no more */
gboolean edge_tunnel_send (EdgeTunnel *tunnel, guint8 first, const void *payload, gsize length);

/** edge_tunnel_send_raw: bytes to the client, as they are */
gboolean edge_tunnel_send_raw (EdgeTunnel *tunnel, const void *data, gsize length);

/** edge_tunnel_wait_gone: blocks until the client hangs up or the tunnel ends */
void edge_tunnel_wait_gone (EdgeTunnel *tunnel);

/** edge_tunnel_up: the direction from client to origin, until it ends */
void edge_tunnel_up (EdgeTunnel *tunnel);

/** edge_tunnel_send_data: sends bytes of the origin, in the way that a fault may ask for */
gboolean edge_tunnel_send_data (EdgeTunnel *tunnel, const guchar *data, gsize length);

/**
 * edge_tunnel_misbehave:
 *
 * Does once what @tunnel->fault says, after its "after" bytes.
 *
 * Returns: FALSE when the tunnel shall end now, without Close
 */
gboolean edge_tunnel_misbehave (EdgeTunnel *tunnel);

G_END_DECLS
