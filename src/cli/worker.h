/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "base/secret.h"

G_BEGIN_DECLS

/**
 * LkWorkerEvent:
 *
 * Called for each message before the end of a request; worker/wire.h lists them.
 */
typedef void (*LkWorkerEvent) (GVariant *message, gpointer data);

/**
 * lk_worker_call:
 * @request: (transfer floating): what latchkey-session is to do; see worker/wire.h
 * @secret: (nullable): a secret of the request
 * @event: (nullable): called for "status" messages; prompts and notes are printed here
 * @reply_secret: (out) (optional) (nullable): the secret of the reply
 *
 * Runs latchkey-session for one request and waits for its end. If this process ends meanwhile, the
 * request is cancelled, because its pipe closes.
 *
 * Returns: (transfer full): the "done" message; %NULL with the error that latchkey-session told, or
 *   %G_SPAWN_ERROR or %G_FILE_ERROR when it could not be run or broke off
 */
GVariant *lk_worker_call (GVariant *request,
                          const LkSecret *secret,
                          LkWorkerEvent event,
                          gpointer data,
                          LkSecret **reply_secret,
                          GError **error);

G_END_DECLS
