/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session/certificate.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "access/cert-sign.h"
#include "access/skew.h"
#include "base/error.h"

/*
 * One operation, the task data of its GTask. It goes
 *
 *   kept -> token -> lock -> kept (by another meanwhile) -> new key -> signed -> kept
 *
 * The lock is held only from there on: a login takes minutes, and has a lock of its own. What blocks runs
 * in threads, one at a time, which are the only ones to touch this meanwhile; a cancelled operation ends
 * when the thread that is under way does.
 */
typedef struct {
  LkSession *session;
  char *host;
  char *agent;
  LkObtainFlags flags;
  LkPrompt *prompt;

  LkGrant *grant;
  gboolean retried;
  int lock;
  LkKeyPair *pair;
  LkCertificate *certificate;
  LkKept *kept;
} Certify;

static void obtain (GTask *task, LkSecret *refused);

static void
unlock (Certify *c)
{
  if (c->lock >= 0)
    close (c->lock);
  c->lock = -1;
}

static void
certify_free (Certify *c)
{
  unlock (c);
  g_object_unref (c->session);
  g_object_unref (c->prompt);
  g_free (c->host);
  g_free (c->agent);
  g_clear_pointer (&c->grant, lk_grant_free);
  g_clear_pointer (&c->pair, lk_key_pair_free);
  g_clear_pointer (&c->certificate, lk_certificate_free);
  g_clear_pointer (&c->kept, lk_kept_free);
  g_free (c);
}

static void
fail (GTask *task, GError *error)
{
  unlock (g_task_get_task_data (task));
  g_task_return_error (task, error);
}

static void
succeed (GTask *task)
{
  Certify *c = g_task_get_task_data (task);

  unlock (c);
  g_task_return_pointer (task, g_steal_pointer (&c->kept), (GDestroyNotify) lk_kept_free);
}

/* Runs @work with the operation in a thread, then @done with the operation's task as user_data. */
static void
run (GTask *task, GTaskThreadFunc work, GAsyncReadyCallback done)
{
  g_autoptr (GTask) inner =
      g_task_new (NULL, g_task_get_cancellable (task), done, g_object_ref (task));

  g_task_set_task_data (inner, g_task_get_task_data (task), NULL);
  g_task_run_in_thread (inner, work);
}

/* Keeping */

static void
save (GTask *inner, gpointer source, gpointer data, GCancellable *cancellable)
{
  Certify *c = data;
  const char *dir = lk_session_get_runtime_dir (c->session);
  gint64 now = lk_session_now (c->session);
  GError *error = NULL;

  c->kept = lk_kept_save (dir, c->agent, c->host, c->pair, c->certificate, now, &error);
  if (c->kept == NULL) {
    g_task_return_error (inner, error);
    return;
  }
  lk_kept_remove_expired (dir, c->agent, now);
  g_task_return_boolean (inner, TRUE);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    succeed (task);
  else
    fail (task, error);
}

/* Signing */

static gboolean
check (Certify *c, gint64 served_at, GError **error)
{
  const LkCertificate *certificate = c->certificate;
  gint64 now = lk_session_now (c->session);

  if (!g_bytes_equal (certificate->key_blob, lk_key_pair_get_blob (c->pair))) {
    g_set_error_literal (error, LK_ERROR, LK_ERROR_ACCESS,
                         _ ("another key was signed than the one that was sent; tell the "
                            "administrator of the Access application"));
    return FALSE;
  }
  if (now < certificate->valid_before)
    return TRUE;
  if (served_at > 0 && served_at < certificate->valid_before)
    lk_skew_set_error (error, now, served_at);
  else
    g_set_error_literal (error, LK_ERROR, LK_ERROR_CLOCK,
                         _ ("a certificate was signed that is over already; check this machine's "
                            "clock, then tell the administrator"));
  return FALSE;
}

static void
on_signed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Certify *c = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  gint64 served_at;
  g_autofree char *line =
      lk_access_sign_finish (LK_ACCESS_CLIENT (source), result, &served_at, &error);

  if (line != NULL)
    c->certificate = lk_certificate_parse_line (line, strlen (line), &error);
  if (c->certificate != NULL && check (c, served_at, &error)) {
    run (task, save, on_saved);
  } else if (g_error_matches (error, LK_ERROR, LK_ERROR_LOGIN) && !c->retried && !c->grant->fresh) {
    unlock (c);
    c->retried = TRUE;
    obtain (task, lk_token_get_text (c->grant->token));
  } else {
    fail (task, g_steal_pointer (&error));
  }
}

static void
sign (GTask *task)
{
  Certify *c = g_task_get_task_data (task);
  g_autofree char *line = NULL;
  GError *error = NULL;

  g_clear_pointer (&c->pair, lk_key_pair_free);
  c->pair = lk_key_pair_new (&error);
  if (c->pair == NULL) {
    fail (task, error);
    return;
  }
  line = lk_key_pair_line (c->pair);
  lk_access_sign_async (lk_session_get_client (c->session), c->grant->token, line,
                        g_task_get_cancellable (task), on_signed, g_object_ref (task));
}

/* What is kept */

static void
look (GTask *inner, gpointer source, gpointer data, GCancellable *cancellable)
{
  Certify *c = data;

  c->kept = lk_kept_lookup (lk_session_get_runtime_dir (c->session), c->agent, c->host);
  if (c->kept != NULL && !lk_kept_is_usable (c->kept, lk_session_now (c->session)))
    g_clear_pointer (&c->kept, lk_kept_free);
  g_task_return_boolean (inner, TRUE);
}

static void
lock_and_look (GTask *inner, gpointer source, gpointer data, GCancellable *cancellable)
{
  Certify *c = data;
  GError *error = NULL;

  c->lock = lk_kept_lock (lk_session_get_runtime_dir (c->session), c->host, &error);
  if (c->lock < 0)
    g_task_return_error (inner, error);
  else
    look (inner, source, data, cancellable);
}

static void
on_locked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Certify *c = g_task_get_task_data (task);
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    fail (task, error);
  else if (c->kept != NULL)
    succeed (task);
  else
    sign (task);
}

static void
on_obtained (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Certify *c = g_task_get_task_data (task);
  GError *error = NULL;

  g_clear_pointer (&c->grant, lk_grant_free);
  c->grant = lk_session_obtain_finish (LK_SESSION (source), result, &error);
  if (c->grant == NULL)
    fail (task, error);
  else if (c->grant->token == NULL)
    g_task_return_new_error (task, LK_ERROR, LK_ERROR_POLICY, "%s",
                             c->grant->client_id != NULL
                                 ? _ ("a certificate is for a person, and this host is reached "
                                      "with a service token; use "
                                      "a key, or forget the service token and log in")
                                 : _ ("no Access application answers there, so that nobody signs "
                                      "certificates for it; use "
                                      "a key"));
  else
    run (task, lock_and_look, on_locked);
}

static void
obtain (GTask *task, LkSecret *refused)
{
  Certify *c = g_task_get_task_data (task);

  lk_session_obtain_async (c->session, c->host, "/", c->flags, refused, c->prompt,
                           g_task_get_cancellable (task), on_obtained, g_object_ref (task));
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Certify *c = g_task_get_task_data (task);
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    fail (task, error);
  else if (c->kept != NULL)
    succeed (task);
  else
    obtain (task, NULL);
}

void
lk_session_certify_async (LkSession *self,
                          const char *host,
                          const char *agent,
                          LkObtainFlags flags,
                          LkPrompt *prompt,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Certify *c = g_new0 (Certify, 1);

  g_task_set_source_tag (task, lk_session_certify_async);
  g_task_set_task_data (task, c, (GDestroyNotify) certify_free);
  c->session = g_object_ref (self);
  c->host = g_strdup (host);
  c->agent = g_strdup (agent);
  c->flags = flags;
  c->prompt = g_object_ref (prompt);
  c->lock = -1;
  run (task, look, on_looked);
}

LkKept *
lk_session_certify_finish (LkSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
