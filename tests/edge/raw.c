/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "raw.h"

#include <sys/socket.h>

static GIOStream *
below (GIOStream *stream)
{
  GIOStream *base = NULL;
  const char *property = G_IS_TLS_CONNECTION (stream) ? "base-io-stream" : "base-iostream";

  if (g_object_class_find_property (G_OBJECT_GET_CLASS (stream), property) != NULL)
    g_object_get (stream, property, &base, NULL);
  if (base != NULL)
    g_object_unref (base); /* the upper one holds it */
  return base;
}

GSocket *
edge_raw_socket (GIOStream *stream)
{
  while (stream != NULL && !G_IS_SOCKET_CONNECTION (stream))
    stream = below (stream);
  return stream != NULL ? g_socket_connection_get_socket (G_SOCKET_CONNECTION (stream)) : NULL;
}

gboolean
edge_raw_write (GIOStream *stream, const void *data, gsize length)
{
  return g_output_stream_write_all (g_io_stream_get_output_stream (stream), data, length, NULL,
                                    NULL, NULL);
}

void
edge_raw_reset (GIOStream *stream)
{
  const struct sockaddr nowhere = {.sa_family = AF_UNSPEC};

  /* Unlike a close with SO_LINGER, this does not wait for a thread that polls the descriptor. */
  connect (g_socket_get_fd (edge_raw_socket (stream)), &nowhere, sizeof nowhere);
}
