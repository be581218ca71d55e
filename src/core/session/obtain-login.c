/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session/obtain-private.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "session/browser.h"

/* How long a person may take to log in, in seconds. */
#define LOGIN_LIMIT 600

/*
 * The kernel tells that a file was closed just before it drops the lock on it, so whoever tries the lock
 * on that word may come too early; this is when they try again, in milliseconds.
 */
#define RETRY_INTERVAL 500

void
lk_obtain_login_clear (LkObtain *o)
{
  if (o->retry != NULL) {
    g_source_destroy (o->retry);
    g_clear_pointer (&o->retry, g_source_unref);
  }
  g_clear_object (&o->transfer);
  g_clear_pointer (&o->lock, lk_login_lock_free);
  g_clear_pointer (&o->shown_url, g_free);
  o->lock_held = FALSE;
  o->watching = FALSE;
}

static void
show (LkObtain *o, const char *url, gboolean shared)
{
  LkLoginRequest request = {
      .host = o->host, .team = o->app->auth_domain, .url = url, .shared = shared};

  if (g_strcmp0 (o->shown_url, url) == 0)
    return;
  g_free (o->shown_url);
  o->shown_url = g_strdup (url);
  if (lk_prompt_login (o->prompt, &request) && !shared && !lk_browser_open (url))
    lk_prompt_note (
        o->prompt,
        "no browser could be opened; open the link above in any browser, on any machine");
}

static void
on_transferred (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LkObtain *o = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (lk_transfer_wait_finish (LK_TRANSFER (source), result, &o->app_token, &o->org_token, &error))
    lk_obtain_save (task);
  else
    lk_obtain_fail (task, g_steal_pointer (&error));
}

static void
transfer (GTask *task)
{
  LkObtain *o = g_task_get_task_data (task);

  o->transfer = lk_transfer_new (lk_session_get_client (o->session), o->app,
                                 (o->flags & LK_OBTAIN_AUTO_CLOSE) != 0);
  /* Nobody is worse off than alone when the others cannot read where to log in. */
  (void) lk_login_lock_publish (o->lock, lk_transfer_get_url (o->transfer));
  lk_transfer_wait_async (o->transfer, LOGIN_LIMIT, g_task_get_cancellable (task), on_transferred,
                          g_object_ref (task));
  show (o, lk_transfer_get_url (o->transfer), FALSE);
}

/* Something happened to the login of another process: its tokens may be there, or its lock may be free. */
static void
look_again (GTask *task)
{
  LkObtain *o = g_task_get_task_data (task);

  if (!o->waiting)
    return;
  o->waiting = FALSE;
  if (!lk_obtain_end_if_cancelled (task))
    lk_obtain_look (task);
}

static void
show_url_of_other (LkObtain *o)
{
  g_autofree char *url = lk_login_lock_url (o->lock);

  if (url != NULL)
    show (o, url, TRUE);
}

static void
on_lock_changed (gpointer data)
{
  /* Its end lets go of whatever else holds it. */
  g_autoptr (GTask) task = g_object_ref (data);
  LkObtain *o = g_task_get_task_data (task);

  if (o->delegate == LK_DELEGATE_NOW)
    show_url_of_other (o);
  else
    look_again (task);
}

static void
on_delegated (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LkObtain *o = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  o->delegate = LK_DELEGATE_DONE;
  if (lk_prompt_delegate_finish (o->prompt, result, &error))
    lk_obtain_look (task);
  else if (error->domain == LK_ERROR || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    lk_obtain_fail (task, g_steal_pointer (&error));
  else
    lk_obtain_login (task);
}

static gboolean
on_retry (gpointer data)
{
  GTask *task = data;
  LkObtain *o = g_task_get_task_data (task);

  if (!o->watching)
    show_url_of_other (o);
  if (!o->waiting)
    return G_SOURCE_CONTINUE;
  o->lock_held = lk_login_lock_try (o->lock);
  if (o->lock_held || g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    look_again (task);
  return G_SOURCE_CONTINUE;
}

/*
 * Of watches there is only so many for each user; who gets none looks now and then. The source holds the
 * operation, which would otherwise be held by nothing while it waits.
 */
static void
follow_lock (GTask *task)
{
  LkObtain *o = g_task_get_task_data (task);

  if (!o->watching)
    o->watching = lk_login_lock_watch (o->lock, on_lock_changed, task, NULL);
  if (o->retry == NULL && (o->waiting || !o->watching)) {
    o->retry = g_timeout_source_new (RETRY_INTERVAL);
    g_source_set_callback (o->retry, on_retry, g_object_ref (task), g_object_unref);
    g_source_attach (o->retry, g_main_context_get_thread_default ());
  }
  show_url_of_other (o);
}

/* Whoever sees to it takes the lock and publishes where to log in, as every login does. */
static void
delegate (GTask *task)
{
  LkObtain *o = g_task_get_task_data (task);

  o->delegate = LK_DELEGATE_NOW;
  lk_prompt_delegate_async (o->prompt, o->host, g_task_get_cancellable (task), on_delegated,
                            g_object_ref (task));
  follow_lock (task);
}

void
lk_obtain_login (GTask *task)
{
  LkObtain *o = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if ((o->flags & LK_OBTAIN_INTERACTIVE) == 0) {
    lk_obtain_fail (
        task,
        g_error_new (
            LK_ERROR, LK_ERROR_LOGIN,
            _ ("a login to %s is needed and cannot be asked for here; run 'latchkey login %s' "
               "and try again"),
            o->app->auth_domain, o->host));
    return;
  }
  /* Having looked with the lock held, nobody else can have logged in meanwhile. */
  if (o->lock_held) {
    transfer (task);
    return;
  }
  if (o->lock == NULL) {
    o->lock =
        lk_login_lock_open (lk_session_get_runtime_dir (o->session), o->app->auth_domain, &error);
    if (o->lock == NULL) {
      lk_obtain_fail (task, g_steal_pointer (&error));
      return;
    }
  }
  if (o->delegate == LK_DELEGATE_NOT_YET && lk_prompt_can_delegate (o->prompt)) {
    delegate (task);
  } else if (lk_login_lock_try (o->lock)) {
    o->lock_held = TRUE;
    lk_obtain_look (task);
  } else {
    /* What the other one brings is as new as can be. */
    o->flags &= ~LK_OBTAIN_RENEW;
    o->waiting = TRUE;
    follow_lock (task);
  }
}
