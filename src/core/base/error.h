/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LkError:
 *
 * The one error domain. A code names the layer that failed, which is what a user can act on and what
 * the exit code follows from. The message of such an error is one sentence for the user: what happened
 * and the next step. It is made where the cause is known and printed by a face; it never contains a
 * token, a secret or unescaped bytes from outside.
 */
typedef enum {
  LK_ERROR_USAGE,   /* the caller asked for something that makes no sense */
  LK_ERROR_NAME,    /* the host name does not resolve */
  LK_ERROR_TCP,     /* no connection, or it broke */
  LK_ERROR_PROXY,   /* the proxy refused or misbehaved */
  LK_ERROR_TLS,     /* handshake or certificate */
  LK_ERROR_ACCESS,  /* the edge answered something that Access must not answer */
  LK_ERROR_LOGIN,   /* a login is needed, was refused, cancelled or timed out */
  LK_ERROR_POLICY,  /* the identity or service token is not allowed */
  LK_ERROR_TUNNEL,  /* the tunnel to the origin is down */
  LK_ERROR_ORIGIN,  /* the service behind the tunnel refuses or is no SSH/TCP service */
  LK_ERROR_CLOCK,   /* this machine's clock is wrong */
  LK_ERROR_STORAGE, /* keyring */
  LK_ERROR_CONFIG,  /* configuration files */
} LkError;

#define LK_ERROR (lk_error_quark ())
GQuark lk_error_quark (void);

/**
 * lk_error_layer:
 * @error: any error
 *
 * Returns: (transfer none) (nullable): the layer's name as it stands in "latchkey: HOST: LAYER: ...",
 *   or %NULL when @error is not one of ours.
 */
const char *lk_error_layer (const GError *error);

/**
 * lk_layer_from_name:
 * @name: a layer's name
 * @code: (out): its code
 *
 * The inverse of lk_error_layer(), for errors that cross a process boundary.
 *
 * Returns: %FALSE when there is no such layer.
 */
gboolean lk_layer_from_name (const char *name, LkError *code);

/**
 * lk_printable:
 * @text: (nullable): bytes from outside
 * @length: how many, or -1 when NUL-terminated
 *
 * What may be put into a message or a terminal: at most 200 characters of valid UTF-8, every control
 * character and invalid byte replaced by '?'.
 *
 * Returns: (transfer full): the text, "" for %NULL
 */
char *lk_printable (const char *text, gssize length);

/** lk_printable_path: Returns: (transfer full): the same for a path, with "~" for the user's home folder */
char *lk_printable_path (const char *path);

G_END_DECLS
