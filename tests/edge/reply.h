/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "edge.h"

G_BEGIN_DECLS

/** edge_reply_head: the headers that each reply of Cloudflare carries, as text for raw replies. (transfer full) */
char *edge_reply_ray (void);

/** edge_reply_header: adds a header to the reply */
void edge_reply_header (EdgeRequest *request, const char *name, const char *value);

/** edge_reply_cookie: adds Set-Cookie with the attributes that Access uses; @max_age in seconds, 0 removes it */
void edge_reply_cookie (EdgeRequest *request, const char *name, const char *value, gint64 max_age);

void edge_reply (EdgeRequest *request, guint status, const char *type, const char *body);
void edge_reply_json (EdgeRequest *request, guint status, JsonObject *object);

/** edge_reply_page: a whole HTML page; @title is plain text, @body is HTML */
void edge_reply_page (EdgeRequest *request, guint status, const char *title, const char *body);

/** edge_reply_redirect: 302; @location: (transfer full) */
void edge_reply_redirect (EdgeRequest *request, char *location);

/** EdgeErrorKind: an error page of Cloudflare; as JSON when the client accepts that (protocol.md, 6) */
typedef struct {
  guint status;
  int code; /* such as 1033; 0 for none */
  const char *name;
  const char *text;
  int retry_after; /* seconds; 0 = not worth it */
} EdgeErrorKind;

void edge_reply_error (EdgeRequest *request, const EdgeErrorKind *kind);

G_END_DECLS
