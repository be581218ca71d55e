/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LkConfigPlace:
 *
 * Where a configuration stands, which decides what the names in its Include lines mean: @user is TRUE
 * for `~/.ssh/config` and for a file of `ssh -F`, FALSE for `/etc/ssh/ssh_config`, where "~" is refused.
 */
typedef struct {
  const char *home;   /* "~" */
  const char *folder; /* what relative names start from: ~/.ssh or /etc/ssh */
  gboolean user;
  gboolean
      expand; /* the ssh in use expands %d, ${NAME} and the like in Include: OpenSSH 9.9 and newer */
} LkConfigPlace;

/**
 * lk_config_include_find:
 * @place: where the configuration stands
 * @name: one argument of an Include line, without quotes
 *
 * Finds what glob(3) finds for OpenSSH. A name that a token makes depend on the host (%h, %n …) is
 * refused: what it includes can be told for one host at a time only.
 *
 * Returns: (transfer full): the paths in the order OpenSSH reads them, perhaps none; %NULL with
 *   %LK_ERROR_CONFIG
 */
GPtrArray *lk_config_include_find (const LkConfigPlace *place, const char *name, GError **error);

/** lk_config_include_is_pattern: whether finding no file for @name is nothing to tell the user of */
gboolean lk_config_include_is_pattern (const char *name);

G_END_DECLS
