/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sshconfig/edit.h"

G_BEGIN_DECLS

/**
 * LkConfigPlacement:
 * @spot: where a new Host block goes
 * @reason: (nullable): a sentence that tells why there, %NULL for the end of the file
 * @warning: (nullable): a sentence that tells what wins all the same, if anything does
 */
typedef struct {
  LkConfigSpot spot;
  char *reason;
  char *warning;
} LkConfigPlacement;

void lk_config_placement_clear (LkConfigPlacement *placement);

/**
 * lk_config_place_host:
 * @name: the new host's name
 * @file: the number of the file that it shall be in
 * @settings: its options
 *
 * Finds where the block takes effect: OpenSSH takes the first value that it finds for an option, so the
 * block goes before the first one that is for this host, too, and sets one of the same options. A Match
 * whose conditions cannot be told is taken to be for it.
 */
void lk_config_place_host (const LkConfigTree *tree,
                           const char *name,
                           guint file,
                           const LkConfigSetting *settings,
                           guint n_settings,
                           LkConfigPlacement *placement);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LkConfigPlacement, lk_config_placement_clear)

G_END_DECLS
