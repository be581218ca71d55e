/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Replies of which something is wrong as HTTP. */
#include "broken.h"

#include "raw.h"
#include "reply.h"

#include <string.h>

static void
add_headers (EdgeRequest *request, JsonObject *headers)
{
  g_autoptr (GList) names = json_object_get_members (headers);

  for (GList *l = names; l != NULL; l = l->next)
    edge_reply_header (request, l->data, json_object_get_string_member (headers, l->data));
}

static void
status (EdgeRequest *request, const EdgeFault *fault)
{
  if (json_object_has_member (fault->parameters, "headers"))
    add_headers (request, json_object_get_object_member (fault->parameters, "headers"));
  edge_reply (request, edge_fault_int (fault, "status", 503),
              edge_fault_text (fault, "type", "text/plain"), edge_fault_text (fault, "body", ""));
}

static void
redirect (EdgeRequest *request, const EdgeFault *fault)
{
  GUri *uri = soup_server_message_get_uri (request->message);
  g_autofree char *here = g_strdup_printf ("https://%s%s%s?%s", request->host, request->authority,
                                           request->path, g_uri_get_query (uri) ?: "");

  edge_reply_redirect (request, g_strdup (edge_fault_text (fault, "location", here)));
}

static void
not_cloudflare (EdgeRequest *request, const EdgeFault *fault)
{
  soup_message_headers_clear (soup_server_message_get_response_headers (request->message));
  edge_reply_header (request, "Server", "nginx");
  edge_reply (request, 200, "text/html", "<h1>Welcome to nginx!</h1>\n");
}

typedef struct {
  GIOStream *stream;
  EdgeFault *fault;
} Raw;

/* A head that never ends, or does not before "bytes". */
static void
endless_head (Raw *raw)
{
  static const char start[] = "HTTP/1.1 200 OK\r\n";
  static const char line[] =
      "X-Padding: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n";
  gint64 left = edge_fault_int (raw->fault, "bytes", G_MAXINT64);

  if (!edge_raw_write (raw->stream, start, strlen (start)))
    return;
  for (; left > 0 && edge_raw_write (raw->stream, line, strlen (line)); left -= strlen (line))
    ;
}

static gpointer
raw_thread (gpointer user_data)
{
  Raw *raw = user_data;
  const char *kind = raw->fault->kind;
  const char *text = NULL;

  if (g_str_equal (kind, "endless-head"))
    endless_head (raw);
  else if (g_str_equal (kind, "body-cut"))
    text = "HTTP/1.1 200 OK\r\nServer: cloudflare\r\nContent-Length: 1000\r\n\r\n{\"keys\":[{\"ki";
  else if (g_str_equal (kind, "garbage"))
    text = edge_fault_text (raw->fault, "text", "SSH-2.0-OpenSSH_9.2\r\n");
  if (text != NULL)
    edge_raw_write (raw->stream, text, strlen (text));
  if (edge_fault_int (raw->fault, "reset", 0))
    edge_raw_reset (raw->stream);
  g_io_stream_close (raw->stream, NULL, NULL);
  g_object_unref (raw->stream);
  edge_fault_unref (raw->fault);
  g_free (raw);
  return NULL;
}

static void
go_raw (EdgeRequest *request, const EdgeFault *fault)
{
  Raw *raw = g_new0 (Raw, 1);

  raw->fault = g_atomic_rc_box_acquire ((EdgeFault *) fault);
  raw->stream = soup_server_message_steal_connection (request->message);
  g_thread_unref (g_thread_new ("raw", raw_thread, raw));
}

gboolean
edge_broken_reply (EdgeRequest *request)
{
  static const struct {
    const char *kind;
    void (*answer) (EdgeRequest *request, const EdgeFault *fault);
  } table[] = {
      {"status", status},       {"redirect", redirect}, {"not-cloudflare", not_cloudflare},
      {"endless-head", go_raw}, {"body-cut", go_raw},   {"reply-cut", go_raw},
      {"garbage", go_raw},
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++) {
    g_autoptr (EdgeFault) fault =
        edge_faults_take (request->edge->faults, table[i].kind, request->host, request->kind);

    if (fault != NULL) {
      table[i].answer (request, fault);
      return TRUE;
    }
  }
  return FALSE;
}
