/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Which team a host belongs to, as known_hosts remembers keys: the file `known_teams` in the state
 * folder, a line "host team" each, the last one for a host counting. A host that suddenly belongs to
 * another team is refused until the user agrees, because a login there could hand its token to a stranger.
 */

/**
 * lk_known_teams:
 *
 * Returns: (transfer full) (element-type utf8 utf8): the hosts and their teams; %NULL with
 *   %LK_ERROR_CONFIG
 */
GHashTable *lk_known_teams (const char *dir, GError **error);

/**
 * lk_known_team_lookup:
 *
 * Returns: (transfer full) (nullable): the team that @host is pinned to, %NULL without error when it is
 *   not known, %NULL with %LK_ERROR_CONFIG when the file cannot be read
 */
char *lk_known_team_lookup (const char *dir, const char *host, GError **error);

/**
 * lk_known_team_remember:
 *
 * Pins @host to @team from now on. Concurrent callers lose nothing: a line is appended in one write.
 *
 * Returns: %FALSE with %LK_ERROR_CONFIG
 */
gboolean
lk_known_team_remember (const char *dir, const char *host, const char *team, GError **error);

G_END_DECLS
