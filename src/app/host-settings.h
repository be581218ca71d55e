/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * LkHostSetting:
 * @text: option and value, as one would write them
 * @why: where it comes from and what it wins over
 *
 * Something that the user or the system set for a host.
 */
typedef struct {
  char *text;
  char *why;
} LkHostSetting;

/**
 * lk_host_settings_async:
 * @folder: the user's .ssh
 * @name: what one types after ssh
 *
 * Asks the installed ssh in a thread what it will do for a host; nothing of the configuration is run.
 */
void lk_host_settings_async (const char *folder,
                             const char *name,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);

/** lk_host_settings_finish: Returns: (transfer full) (element-type LkHostSetting): %NULL with an error of lk_config_effective() */
GPtrArray *lk_host_settings_finish (GAsyncResult *result, GError **error);

G_END_DECLS
