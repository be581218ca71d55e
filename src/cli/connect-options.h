/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "base/secret.h"

G_BEGIN_DECLS

/**
 * LkConnectOptions:
 *
 * What `latchkey ssh|tcp|rdp|smb` was asked to do, from its flags and the TUNNEL_SERVICE_* variables
 * (protocol.md sections 7 and 8).
 */
typedef struct {
  char *host;
  gboolean fedramp;
  char *destination;       /* (nullable): host:port behind a bastion */
  char *listener;          /* (nullable): where to listen; else stdin and stdout are carried */
  gboolean resident;       /* whether it listens for the ssh outside (base/sandbox.h) */
  GPtrArray *headers;      /* "Name: value", checked */
  char *client_id;         /* (nullable): of a service token */
  LkSecret *client_secret; /* (nullable) */
} LkConnectOptions;

/**
 * lk_connect_options_parse:
 *
 * Parses the arguments, opens the log they ask for, and wipes the secret that may stand in them from
 * @argv, so that /proc does not show it for as long as the session lasts.
 *
 * Returns: (transfer full): %NULL with %LK_ERROR_USAGE or %LK_ERROR_CONFIG
 */
LkConnectOptions *lk_connect_options_parse (int argc, char **argv, GError **error);

void lk_connect_options_free (LkConnectOptions *options);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkConnectOptions, lk_connect_options_free)

G_END_DECLS
