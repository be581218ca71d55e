/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * lk_certificate_words_async:
 * @dir: the runtime folder
 * @hostname: canonical (lk_host_parse())
 *
 * Finds out in a thread which certificate ssh has for a host.
 */
void lk_certificate_words_async (const char *dir,
                                 const char *hostname,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);

/** lk_certificate_words_finish: Returns: (transfer full): what a person wants to know of it; %NULL with %G_IO_ERROR_CANCELLED */
char *lk_certificate_words_finish (GAsyncResult *result, GError **error);

G_END_DECLS
