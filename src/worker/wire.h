/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "base/secret.h"

G_BEGIN_DECLS

/*
 * The private pipe between `latchkey` and `latchkey-session`: a socket pair on which each side writes
 * messages. A message is two lengths (uint32, this machine's byte order), a serialised GVariant of type
 * a{sv}, and a secret. The secret travels beside the variant because a variant's memory cannot be wiped.
 *
 * latchkey sends one request and reads until a message with "event" = "done" or "error":
 *
 *   verb      request                                             what "done" carries
 *   token     host, path, fedramp, interactive, auto-close,       summary, fresh, [remaining], [proxy], [client-id]
 *             accept-team, unlock, connect-timeout,               + secret
 *             caller (the a{sv} of the D-Bus method Login),
 *             refused [+ the refused token]
 *   service   host, id + secret
 *   logout    host or all                                         text
 *   status    watch, [agent]                                      json, text
 *   proxy     host                                                proxy
 *   certificate   host, fedramp, interactive, connect-timeout,    text, principals, [identity]
 *             caller, [agent]
 *   certificates  [agent]                                         json, text
 *
 * Events before the end: "prompt" {url, qr, qr-columns, why}, "note" {text}, "log" {text}, "status" {json, text}.
 * "error" carries layer and message. A request ends, wherever it is, when latchkey closes its end.
 */

#define LK_WIRE_MAX (1024 * 1024)

/**
 * lk_wire_send:
 * @message: (transfer floating): an a{sv}
 * @secret: (nullable): what must not lie in the variant
 *
 * Returns: %FALSE with %G_FILE_ERROR when the other side is gone
 */
gboolean lk_wire_send (int fd, GVariant *message, const LkSecret *secret, GError **error);

/**
 * lk_wire_receive:
 * @secret: (out) (optional) (nullable): the secret, or %NULL when there is none
 *
 * Returns: (transfer full): the message, in normal form; %NULL with %G_FILE_ERROR at the end of the
 *   stream or when the bytes make no message
 */
GVariant *lk_wire_receive (int fd, LkSecret **secret, GError **error);

/** lk_wire_text: Returns: (transfer none) (nullable): the string under @key; valid as long as @message */
const char *lk_wire_text (GVariant *message, const char *key);

/** lk_wire_flag: Returns: the boolean under @key, %FALSE when absent */
gboolean lk_wire_flag (GVariant *message, const char *key);

/** lk_wire_number: Returns: the int64 under @key, 0 when absent */
gint64 lk_wire_number (GVariant *message, const char *key);

G_END_DECLS
