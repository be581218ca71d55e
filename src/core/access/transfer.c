/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "access/transfer.h"

#include <glib/gi18n-lib.h>

#include "access/box.h"
#include "access/http.h"
#include "access/verify.h"
#include "base/error.h"

#define POLL_LIMIT 75000 /* the edge holds a poll for up to 60 s */
#define POLL_BODY_MAX (64 * 1024)
#define PACE_MIN 1000 /* milliseconds from one poll to the next */
#define PACE_MAX 15000
#define RETRY_AFTER_MAX 60
/* A certificate that nobody trusts or a proxy that says no will not change while the user waits. */
#define FINAL_FAILURES 4

struct _LkTransfer {
  GObject parent_instance;
  LkAccessClient *client;
  LkApp *app;
  LkBox *box;
  char *public;
  char *url;
};

G_DEFINE_TYPE (LkTransfer, lk_transfer, G_TYPE_OBJECT)

typedef struct {
  gint64 deadline; /* monotonic, microseconds; 0: none */
  guint limit;
  gint64 polled_at;
  guint failures;
  GError *failure; /* of the last poll */
  LkSecret *org_text;
  gint64 served_at;
  LkToken *app_token;
  LkToken *org_token;
} Wait;

static void
wait_free (Wait *wait)
{
  g_clear_error (&wait->failure);
  g_clear_pointer (&wait->org_text, lk_secret_unref);
  g_clear_pointer (&wait->app_token, lk_token_unref);
  g_clear_pointer (&wait->org_token, lk_token_unref);
  g_free (wait);
}

static void
lk_transfer_finalize (GObject *object)
{
  LkTransfer *self = LK_TRANSFER (object);

  g_clear_object (&self->client);
  g_clear_pointer (&self->app, lk_app_unref);
  g_clear_pointer (&self->box, lk_box_free);
  g_free (self->public);
  g_free (self->url);
  G_OBJECT_CLASS (lk_transfer_parent_class)->finalize (object);
}

static void
lk_transfer_class_init (LkTransferClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lk_transfer_finalize;
}

static void
lk_transfer_init (LkTransfer *self)
{
  self->box = lk_box_new ();
  self->public = lk_box_get_public (self->box);
}

static char *
make_url (const LkApp *app, const char *public, gboolean auto_close)
{
  g_autofree char *token = g_uri_escape_string (public, NULL, FALSE);
  const char *path = g_str_equal (app->path, "/") ? "" : app->path;
  g_autofree char *back =
      g_strdup_printf ("https://%s%s?aud=%s&token=%s", app->hostname, path, app->aud, token);
  g_autofree char *escaped = g_uri_escape_string (back, NULL, FALSE);

  return g_strdup_printf ("https://%s/cdn-cgi/access/cli?aud=%s&edge_token_transfer=true"
                          "&redirect_url=%s&send_org_token=true&token=%s%s",
                          app->hostname, app->aud, escaped, token,
                          auto_close ? "&close_interstitial=true" : "");
}

LkTransfer *
lk_transfer_new (LkAccessClient *client, LkApp *app, gboolean auto_close)
{
  LkTransfer *self = g_object_new (LK_TYPE_TRANSFER, NULL);

  self->client = g_object_ref (client);
  self->app = lk_app_ref (app);
  self->url = make_url (app, self->public, auto_close);
  return self;
}

const char *
lk_transfer_get_url (LkTransfer *self)
{
  return self->url;
}

static void ask_again (GTask *task);

static gint64
milliseconds_left (const Wait *wait)
{
  return wait->deadline == 0 ? G_MAXINT : (wait->deadline - g_get_monotonic_time ()) / 1000;
}

static void
return_late (GTask *task)
{
  LkTransfer *self = g_task_get_source_object (task);
  Wait *wait = g_task_get_task_data (task);

  if (wait->failure != NULL)
    g_task_return_error (task, g_steal_pointer (&wait->failure));
  else
    g_task_return_new_error (task, LK_ERROR, LK_ERROR_LOGIN,
                             _ ("nobody approved the login for %s within %u minutes; try again"),
                             self->app->hostname, MAX (1, wait->limit / 60));
}

static void
on_org_token_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Wait *wait = g_task_get_task_data (task);
  GError *error = NULL;

  wait->org_token = lk_verify_token_finish (LK_ACCESS_CLIENT (source), result, &error);
  if (wait->org_token == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_app_token_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GCancellable *cancellable = g_task_get_cancellable (task);
  LkTransfer *self = g_task_get_source_object (task);
  Wait *wait = g_task_get_task_data (task);
  GError *error = NULL;

  wait->app_token = lk_verify_token_finish (LK_ACCESS_CLIENT (source), result, &error);
  if (wait->app_token == NULL)
    g_task_return_error (task, error);
  else if (wait->org_text == NULL)
    g_task_return_boolean (task, TRUE);
  else
    lk_verify_token_async (self->client, wait->org_text, LK_TOKEN_ORG, self->app, wait->served_at,
                           cancellable, on_org_token_ready, g_steal_pointer (&task));
}

/* Takes @task. */
static void
open_reply (GTask *task, const LkHttpReply *reply)
{
  LkTransfer *self = g_task_get_source_object (task);
  Wait *wait = g_task_get_task_data (task);
  gsize length;
  const char *text = g_bytes_get_data (reply->body, &length);
  const char *sender = lk_http_reply_header (reply, "service-public-key");
  g_autoptr (GError) reason = NULL;
  g_autoptr (LkSecret) plain =
      lk_box_open (self->box, text, length, sender == NULL ? "" : sender, &reason);
  g_autoptr (LkSecret) app_text = NULL;

  if (plain == NULL || !lk_transfer_read (plain, &app_text, &wait->org_text, &reason)) {
    g_task_return_new_error (task, LK_ERROR, LK_ERROR_ACCESS,
                             _ ("the login for %s was approved, but its token did not arrive whole "
                                "(%s); log in again"),
                             self->app->hostname, reason->message);
    g_object_unref (task);
    return;
  }
  wait->served_at = reply->served_at;
  lk_verify_token_async (self->client, app_text, LK_TOKEN_APP, self->app, wait->served_at,
                         g_task_get_cancellable (task), on_app_token_ready, task);
}

static gboolean
on_pause_over (gpointer user_data)
{
  ask_again (g_object_ref (user_data));
  return G_SOURCE_REMOVE;
}

/* Takes @task. Polls again in @pause milliseconds, or at once when the wait is cancelled or over. */
static void
ask_again_in (GTask *task, gint64 pause)
{
  Wait *wait = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr (GSource) timer =
      g_timeout_source_new ((guint) CLAMP (pause, 0, MAX (0, milliseconds_left (wait))));

  if (cancellable != NULL) {
    g_autoptr (GSource) cancelled = g_cancellable_source_new (cancellable);

    g_source_set_dummy_callback (cancelled);
    g_source_add_child_source (timer, cancelled);
  }
  g_task_attach_source (task, timer, on_pause_over);
  g_object_unref (task);
}

/* Milliseconds to wait after a poll that failed; what failed is kept for the end. */
static gint64
backoff (Wait *wait, const LkHttpReply *reply)
{
  const char *text = reply == NULL ? NULL : lk_http_reply_header (reply, "Retry-After");
  guint64 asked = text == NULL ? 0 : g_ascii_strtoull (text, NULL, 10);
  gint64 usual = MIN (PACE_MAX, (gint64) PACE_MIN << MIN (wait->failures, 8));

  wait->failures++;
  return MAX (usual, (gint64) MIN (asked, RETRY_AFTER_MAX) * 1000);
}

static void
on_poll_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Wait *wait = g_task_get_task_data (task);
  gint64 used = (g_get_monotonic_time () - wait->polled_at) / 1000;
  g_autoptr (GError) error = NULL;
  g_autoptr (LkHttpReply) reply = lk_http_send_finish (LK_ACCESS_CLIENT (source), result, &error);

  if (reply != NULL && reply->status == 200 && g_bytes_get_size (reply->body) > 0) {
    open_reply (g_steal_pointer (&task), reply);
    return;
  }
  if (reply != NULL && reply->status < 500 && reply->status != 429) {
    g_clear_error (&wait->failure);
    wait->failures = 0;
    ask_again_in (g_steal_pointer (&task), PACE_MIN - used);
    return;
  }
  if (reply != NULL)
    g_set_error (&error, LK_ERROR, LK_ERROR_ACCESS,
                 _ ("%s, where the login is collected, answers %u; try again in a few minutes"),
                 lk_access_client_get_transfer_host (LK_ACCESS_CLIENT (source)), reply->status);
  /* A poll that the login's own end cut off is no failure of the network's. */
  if (milliseconds_left (wait) > 0) {
    g_clear_error (&wait->failure);
    wait->failure = g_steal_pointer (&error);
  }
  ask_again_in (g_steal_pointer (&task), backoff (wait, reply));
}

static gboolean
is_final (const Wait *wait)
{
  return wait->failures >= FINAL_FAILURES && wait->failure != NULL &&
         (wait->failure->code == LK_ERROR_TLS || wait->failure->code == LK_ERROR_PROXY ||
          wait->failure->code == LK_ERROR_CLOCK);
}

/* Takes @task. */
static void
ask_again (GTask *task)
{
  LkTransfer *self = g_task_get_source_object (task);
  Wait *wait = g_task_get_task_data (task);
  gint64 left = milliseconds_left (wait);
  g_autofree char *path = g_strconcat ("/transfer/", self->public, NULL);
  g_autoptr (SoupMessage) message = NULL;

  if (g_task_return_error_if_cancelled (task)) {
    g_object_unref (task);
    return;
  }
  if (left <= 0 || is_final (wait)) {
    return_late (task);
    g_object_unref (task);
    return;
  }
  wait->polled_at = g_get_monotonic_time ();
  message = lk_http_message_new ("GET", lk_access_client_get_transfer_host (self->client), path);
  lk_http_send_async (self->client, message, POLL_BODY_MAX, (guint) MIN (POLL_LIMIT, left),
                      g_task_get_cancellable (task), on_poll_ready, task);
}

void
lk_transfer_wait_async (LkTransfer *self,
                        guint limit,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Wait *wait = g_new0 (Wait, 1);

  g_task_set_source_tag (task, lk_transfer_wait_async);
  g_task_set_task_data (task, wait, (GDestroyNotify) wait_free);
  wait->limit = limit;
  wait->deadline = limit == 0 ? 0 : g_get_monotonic_time () + (gint64) limit * G_USEC_PER_SEC;
  ask_again (task);
}

gboolean
lk_transfer_wait_finish (LkTransfer *self,
                         GAsyncResult *result,
                         LkToken **app_token,
                         LkToken **org_token,
                         GError **error)
{
  Wait *wait = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  *app_token = g_steal_pointer (&wait->app_token);
  *org_token = g_steal_pointer (&wait->org_token);
  return TRUE;
}
