/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session/open.h"

#include "base/dirs.h"
#include "session/jwks-files.h"
#include "store/store-open.h"

typedef struct {
  char *user_agent;
  gboolean fedramp;
} Open;

static void
open_free (Open *open)
{
  g_free (open->user_agent);
  g_free (open);
}

static LkAccessClient *
make_client (const Open *open, GError **error)
{
  g_autofree char *cache_dir = lk_cache_dir (error);
  g_autoptr (LkJwksCache) cache = cache_dir == NULL ? NULL : lk_jwks_files_new (cache_dir);
  LkAccessConfig config = {
      .clock = lk_clock_system,
      .jwks_cache = cache,
      .proxy_resolver = g_proxy_resolver_get_default (),
      .connect_to = g_getenv ("LATCHKEY_CONNECT_TO"),
      .trust_file = g_getenv ("SSL_CERT_FILE"),
      .user_agent = open->user_agent,
      .fedramp = open->fedramp,
  };

  return cache == NULL ? NULL : lk_access_client_new (&config, error);
}

static LkSession *
make_session (const Open *open, LkStore *store, GError **error)
{
  g_autofree char *runtime_dir = lk_runtime_dir (error);
  g_autofree char *state_dir = runtime_dir == NULL ? NULL : lk_state_dir (error);
  g_autoptr (LkAccessClient) client = state_dir == NULL ? NULL : make_client (open, error);

  if (client == NULL)
    return NULL;
  return lk_session_new (client, store, lk_clock_system, runtime_dir, state_dir);
}

static void
on_store_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LkStore) store = lk_store_open_finish (result, &error);
  g_autoptr (LkSession) session =
      store == NULL ? NULL : make_session (g_task_get_task_data (task), store, &error);

  if (session == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, g_steal_pointer (&session), g_object_unref);
}

void
lk_session_open_async (const char *user_agent,
                       gboolean fedramp,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Open *open = g_new0 (Open, 1);

  g_task_set_source_tag (task, lk_session_open_async);
  open->user_agent = g_strdup (user_agent);
  open->fedramp = fedramp;
  g_task_set_task_data (task, open, (GDestroyNotify) open_free);
  lk_store_open_async (lk_clock_system, cancellable, on_store_opened, g_object_ref (task));
}

LkSession *
lk_session_open_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
