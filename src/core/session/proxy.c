/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session/proxy.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"

static void
on_lookup_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) urls = g_proxy_resolver_lookup_finish (G_PROXY_RESOLVER (source), result, &error);

  if (urls == NULL)
    g_task_return_new_error (
        task, LK_ERROR, LK_ERROR_PROXY,
        _ ("the desktop cannot say which proxy to use: %s; check the network settings"),
        error->message);
  else
    g_task_return_pointer (
        task, g_strdup (urls[0] == NULL || g_str_has_prefix (urls[0], "direct:") ? "" : urls[0]),
        g_free);
}

void
lk_proxy_lookup_async (const char *host,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autofree char *url = g_strdup_printf ("https://%s/", host);

  g_task_set_source_tag (task, lk_proxy_lookup_async);
  g_proxy_resolver_lookup_async (g_proxy_resolver_get_default (), url, cancellable, on_lookup_ready,
                                 g_object_ref (task));
}

char *
lk_proxy_lookup_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
