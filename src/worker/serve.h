/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "session/session.h"

G_BEGIN_DECLS

/**
 * LkServe:
 * @fd: the private pipe
 * @request: what latchkey asked
 * @secret: (nullable): the secret of the request
 * @cancellable: cancelled when latchkey closes its end
 * @session: what answers
 * @prompt: asks through the pipe
 * @url_shown: the user knows where to log in
 *
 * One request being served.
 */
typedef struct {
  int fd;
  GMainLoop *loop;
  GVariant *request;
  LkSecret *secret;
  GCancellable *cancellable;
  LkSession *session;
  LkPrompt *prompt;
  gboolean url_shown;
} LkServe;

/* A verb's entry: begins to serve, and ends it some time later with one of the functions below. */
typedef void (*LkServeFunc) (LkServe *serve);

void lk_serve_token (LkServe *serve);
void lk_serve_service (LkServe *serve);
void lk_serve_logout (LkServe *serve);
void lk_serve_status (LkServe *serve);
void lk_serve_proxy (LkServe *serve);
void lk_serve_adopt (LkServe *serve);
void lk_serve_certificate (LkServe *serve);
void lk_serve_certificates (LkServe *serve);

/** lk_serve_done: answers with @dict (cleared) and @secret (nullable), and ends */
void lk_serve_done (LkServe *serve, GVariantDict *dict, const LkSecret *secret);

/** lk_serve_event: tells something before the end; @dict (cleared) */
void lk_serve_event (LkServe *serve, const char *event, GVariantDict *dict);

/** lk_serve_log: tells what is for the log only */
void lk_serve_log (LkServe *serve, const char *text);

/** lk_serve_fail: answers with @error, and ends */
void lk_serve_fail (LkServe *serve, const GError *error);

/** lk_serve_host: Returns: (transfer none): the request's host, "" if it has none */
const char *lk_serve_host (LkServe *serve);

G_END_DECLS
