/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reply.h"

#include <string.h>

char *
edge_reply_ray (void)
{
  g_autofree char *hex = edge_random_hex (8);

  return g_strconcat (hex, "-AMS", NULL);
}

void
edge_reply_header (EdgeRequest *request, const char *name, const char *value)
{
  soup_message_headers_append (soup_server_message_get_response_headers (request->message), name,
                               value);
}

void
edge_reply_cookie (EdgeRequest *request, const char *name, const char *value, gint64 max_age)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) end =
      g_date_time_add_seconds (now, max_age > 0 ? (double) max_age : -86400.0);
  g_autofree char *until = soup_date_time_to_string (end, SOUP_DATE_COOKIE);
  g_autofree char *cookie = g_strdup_printf (
      "%s=%s; Path=/; Expires=%s; HttpOnly; Secure; SameSite=None", name, value, until);

  edge_reply_header (request, "Set-Cookie", cookie);
}

void
edge_reply (EdgeRequest *request, guint status, const char *type, const char *body)
{
  soup_server_message_set_status (request->message, status, NULL);
  soup_server_message_set_response (request->message, type, SOUP_MEMORY_COPY, body, strlen (body));
}

void
edge_reply_json (EdgeRequest *request, guint status, JsonObject *object)
{
  g_autofree char *text = edge_json_text (object);

  edge_reply (request, status, "application/json", text);
}

void
edge_reply_page (EdgeRequest *request, guint status, const char *title, const char *body)
{
  g_autofree char *safe = g_markup_escape_text (title, -1);
  g_autofree char *page = g_strdup_printf (
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>%s</title>"
      "<style>body{font:16px/1.5 sans-serif;max-width:32em;margin:3em auto;padding:0 "
      "1em;color:#222;background:#fff}"
      "input,button{font:inherit;padding:.5em .8em;margin:.3em .3em .3em "
      "0}label{display:block;margin-top:1em}"
      "</style></head>\n<body><main><h1>%s</h1>\n%s</main></body></html>\n",
      safe, safe, body);

  edge_reply (request, status, "text/html; charset=utf-8", page);
}

void
edge_reply_redirect (EdgeRequest *request, char *location)
{
  edge_reply_header (request, "Location", location);
  edge_reply (request, SOUP_STATUS_FOUND, "text/html", "");
  g_free (location);
}

static gboolean
wants_json (EdgeRequest *request)
{
  const char *accept = edge_request_header (request, "Accept");

  return accept != NULL && strstr (accept, "application/json") != NULL;
}

void
edge_reply_error (EdgeRequest *request, const EdgeErrorKind *kind)
{
  g_autoptr (JsonObject) object = NULL;
  g_autofree char *text = NULL;

  if (kind->retry_after > 0) {
    g_autofree char *seconds = g_strdup_printf ("%d", kind->retry_after);

    edge_reply_header (request, "Retry-After", seconds);
  }
  if (!wants_json (request)) {
    text = g_strdup_printf ("<p>%s (error %d)</p>", kind->text,
                            kind->code != 0 ? kind->code : (int) kind->status);
    edge_reply_page (request, kind->status, kind->text, text);
    return;
  }
  object = json_object_new ();
  json_object_set_int_member (object, "status", kind->status);
  json_object_set_int_member (object, "error_code",
                              kind->code != 0 ? kind->code : (int) kind->status);
  json_object_set_string_member (object, "error_name", kind->name);
  json_object_set_string_member (object, "detail", kind->text);
  json_object_set_boolean_member (object, "retryable", kind->retry_after > 0);
  json_object_set_int_member (object, "retry_after", kind->retry_after);
  json_object_set_string_member (
      object, "ray_id",
      soup_message_headers_get_one (soup_server_message_get_response_headers (request->message),
                                    "cf-ray"));
  edge_reply_json (request, kind->status, object);
}
