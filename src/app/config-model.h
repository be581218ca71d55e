/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * LkConfigEntry:
 * @name: what one types after ssh
 * @hostname: where that leads to
 * @access: whether through Access, by us or by cloudflared
 * @cloudflared: whether by cloudflared
 * @file: where its first Host line stands
 * @line: that line, from 1
 * @shared: whether that is the system's configuration, which the user does not change
 *
 * A host that the user's ssh configuration names, or the system's.
 */
typedef struct {
  char *name;
  char *hostname;
  gboolean access;
  gboolean cloudflared;
  char *file;
  guint line;
  gboolean shared;
} LkConfigEntry;

/**
 * LkConfigModel:
 *
 * The hosts of ~/.ssh/config, of the system's configuration, and of all that they include, as it is now: it is read anew, in a thread, when
 * somebody changes one of the files. The signal `changed` comes when the hosts are others then.
 */
#define LK_TYPE_CONFIG_MODEL (lk_config_model_get_type ())
G_DECLARE_FINAL_TYPE (LkConfigModel, lk_config_model, LK, CONFIG_MODEL, GObject)

/** lk_config_model_new: @folder: the user's .ssh */
LkConfigModel *lk_config_model_new (const char *folder);

/** lk_config_model_get_entries: Returns: (transfer none) (element-type LkConfigEntry): in the order of the files */
GPtrArray *lk_config_model_get_entries (LkConfigModel *self);

/** lk_config_model_get_error: Returns: (transfer none) (nullable): why the last reading failed; the entries are those of the one before */
const GError *lk_config_model_get_error (LkConfigModel *self);

/** lk_config_model_get_loaded: Returns: whether there has been a first reading, good or bad */
gboolean lk_config_model_get_loaded (LkConfigModel *self);

G_END_DECLS
