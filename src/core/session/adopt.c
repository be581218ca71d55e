/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session/adopt.h"

#include "access/verify.h"
#include "base/io.h"
#include "session/file-watch.h"
#include "session/keep.h"

/* A token is a kilobyte or two. */
#define FILE_MAX (64 * 1024)

/* The application's token comes first, then the team's. */
typedef struct {
  LkSession *session;
  char *folder;
  LkApp *app;
  LkTokenKind kind; /* whose turn it is */
  char *path;
  GStrvBuilder *adopted;
} Adopt;

static void
adopt_free (Adopt *adopt)
{
  g_clear_object (&adopt->session);
  g_free (adopt->folder);
  g_clear_pointer (&adopt->app, lk_app_unref);
  g_free (adopt->path);
  g_strv_builder_unref (adopt->adopted);
  g_free (adopt);
}

static char *
file_path (const Adopt *adopt)
{
  const LkApp *app = adopt->app;
  g_autofree char *name = adopt->kind == LK_TOKEN_APP
                              ? g_strdup_printf ("%s-%s-token", app->app_hostname, app->aud)
                              : g_strdup_printf ("%s-org-token", app->auth_domain);

  g_strdelimit (name, "/*", '-');
  return g_build_filename (adopt->folder, name, NULL);
}

static LkSecret *
read_token (const char *path)
{
  g_autoptr (GBytes) bytes = lk_read_file (path, FILE_MAX, NULL);
  const char *text;
  gsize length;

  if (bytes == NULL)
    return NULL;
  text = g_bytes_get_data (bytes, &length);
  while (length > 0 && g_ascii_isspace (text[length - 1]))
    length--;
  return lk_secret_new (text, (gssize) length);
}

static void adopt_next (GTask *task);

static void
go_on (GTask *task)
{
  Adopt *adopt = g_task_get_task_data (task);

  if (adopt->kind == LK_TOKEN_APP) {
    adopt->kind = LK_TOKEN_ORG;
    adopt_next (task);
    return;
  }
  lk_changes_announce (lk_session_get_runtime_dir (adopt->session));
  g_task_return_pointer (task, g_strv_builder_end (adopt->adopted), (GDestroyNotify) g_strfreev);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Adopt *adopt = g_task_get_task_data (task);
  GError *error = NULL;

  if (!lk_store_save_finish (LK_STORE (source), result, &error)) {
    g_task_return_error (task, error);
    return;
  }
  g_strv_builder_add (adopt->adopted, adopt->path);
  go_on (task);
}

static void
on_verified (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Adopt *adopt = g_task_get_task_data (task);
  g_autoptr (LkToken) token = lk_verify_token_finish (LK_ACCESS_CLIENT (source), result, NULL);

  /* What ended, or is not what it should be, is left where it is: a login will bring another. */
  if (token == NULL || lk_token_serves_once (token)) {
    go_on (task);
    return;
  }
  lk_keep_async (lk_session_get_store (adopt->session), token, adopt->app,
                 g_task_get_cancellable (task), on_saved, g_object_ref (task));
}

static void
adopt_next (GTask *task)
{
  Adopt *adopt = g_task_get_task_data (task);
  g_autoptr (LkSecret) text = NULL;

  g_free (adopt->path);
  adopt->path = file_path (adopt);
  text = read_token (adopt->path);
  if (text == NULL)
    go_on (task);
  else
    lk_verify_token_async (lk_session_get_client (adopt->session), text, adopt->kind, adopt->app, 0,
                           g_task_get_cancellable (task), on_verified, g_object_ref (task));
}

static void
on_discovered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Adopt *adopt = g_task_get_task_data (task);
  LkDiscovery discovery;
  GError *error = NULL;

  if (!lk_access_discover_finish (LK_ACCESS_CLIENT (source), result, &discovery, &adopt->app,
                                  &error))
    g_task_return_error (task, error);
  else if (adopt->app == NULL)
    g_task_return_pointer (task, g_strv_builder_end (adopt->adopted), (GDestroyNotify) g_strfreev);
  else
    adopt_next (task);
}

void
lk_session_adopt_async (LkSession *self,
                        const char *host,
                        const char *folder,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Adopt *adopt = g_new0 (Adopt, 1);

  g_task_set_source_tag (task, lk_session_adopt_async);
  g_task_set_task_data (task, adopt, (GDestroyNotify) adopt_free);
  adopt->session = g_object_ref (self);
  adopt->folder = g_strdup (folder);
  adopt->kind = LK_TOKEN_APP;
  adopt->adopted = g_strv_builder_new ();
  lk_access_discover_async (lk_session_get_client (self), host, "/", cancellable, on_discovered,
                            g_object_ref (task));
}

GStrv
lk_session_adopt_finish (LkSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
