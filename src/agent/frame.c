/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "frame.h"

#include "base/secret.h"
#include "cert/agent-message.h"

/* A user's own key may be added through us. */
static void
wipe_free (gpointer data)
{
  GByteArray *message = data;

  lk_wipe (message->data, message->len);
  g_byte_array_unref (message);
}

GBytes *
lk_frame_read (GIOStream *stream)
{
  GInputStream *in = g_io_stream_get_input_stream (stream);
  GByteArray *message;
  guint32 length;
  gsize got;

  if (!g_input_stream_read_all (in, &length, sizeof length, &got, NULL, NULL) ||
      got < sizeof length)
    return NULL;
  length = GUINT32_FROM_BE (length);
  if (length == 0 || length > LK_AGENT_MESSAGE_MAX)
    return NULL;
  message = g_byte_array_sized_new (length);
  g_byte_array_set_size (message, length);

  g_autoptr (GBytes) bytes = g_bytes_new_with_free_func (message->data, length, wipe_free, message);

  if (!g_input_stream_read_all (in, message->data, length, &got, NULL, NULL) || got < length)
    return NULL;
  return g_steal_pointer (&bytes);
}

gboolean
lk_frame_write (GIOStream *stream, GBytes *message)
{
  GOutputStream *out = g_io_stream_get_output_stream (stream);
  gsize size;
  const void *data = g_bytes_get_data (message, &size);
  guint32 length = GUINT32_TO_BE ((guint32) size);
  GOutputVector vectors[] = {{&length, sizeof length}, {data, size}};

  return g_output_stream_writev_all (out, vectors, G_N_ELEMENTS (vectors), NULL, NULL, NULL);
}

GBytes *
lk_frame_ask (GIOStream *stream, GBytes *message)
{
  return stream != NULL && lk_frame_write (stream, message) ? lk_frame_read (stream) : NULL;
}
