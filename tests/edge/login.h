/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "edge.h"

G_BEGIN_DECLS

/** EdgeCode: what the "nonce" of /cdn-cgi/access/authorized stands for */
typedef struct {
  const EdgeApp *app;
  const EdgeSession *session;
  char *back_to; /* path and query on the application's host */
} EdgeCode;

typedef enum {
  EDGE_ADMITTED,
  EDGE_LOGIN_NEEDED,
  EDGE_DENIED,
  EDGE_BAD_SERVICE_TOKEN,
} EdgeAdmission;

/** edge_app_admit: what the policy says to the credentials of @request; @dial uses up a one-dial token */
EdgeAdmission edge_app_admit (EdgeRequest *request, gboolean dial);

/** edge_app_refuse: the answer to whom edge_app_admit() did not admit (protocol.md, 6) */
void edge_app_refuse (EdgeRequest *request, EdgeAdmission why);

G_END_DECLS
