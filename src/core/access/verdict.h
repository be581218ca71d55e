/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  LK_VERDICT_FATAL, /* say so and end */
  LK_VERDICT_LOGIN, /* drop the token, get a new one, try once more */
  LK_VERDICT_LATER, /* trouble that passes: the same again may work after a while */
} LkVerdict;

/**
 * LkUpgradeReply:
 * @status: the HTTP status, not 101
 * @header: gives the value of a header, or %NULL; names are asked for in lower case
 * @header_data: for @header
 * @body: (nullable): the beginning of the body; more than 64 KiB of it is not looked at
 * @host: whom we asked
 * @service_token: a service token was sent
 * @token_sent: an app token was sent
 * @token_fresh: that was obtained just before
 */
typedef struct {
  guint status;
  const char *(*header) (gpointer header_data, const char *name);
  gpointer header_data;
  const char *body;
  gsize body_length;
  const char *host;
  gboolean service_token;
  gboolean token_sent;
  gboolean token_fresh;
} LkUpgradeReply;

/**
 * lk_verdict:
 * @retry_after: (out): seconds that the edge asks to wait, 0 if it does not; at most a day
 * @error: (out): the layer and the sentence, always set
 *
 * What a reply to the upgrade other than 101 means for the user (protocol.md section 6).
 */
LkVerdict lk_verdict (const LkUpgradeReply *reply, guint *retry_after, GError **error);

G_END_DECLS
