/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "logins.h"

#include <glib/gi18n.h>

#include "access/host.h"
#include "base/error.h"
#include "session/browser.h"
#include "session/route.h"

/* One request: it is the prompt of its own operation, and the task data of its task. */
#define LK_TYPE_ASK (lk_ask_get_type ())
G_DECLARE_FINAL_TYPE (LkAsk, lk_ask, LK, ASK, GObject)

struct _LkAsk {
  GObject parent;
  LkLogins *logins; /* held by the task; NULL once it has ended */
  char *host;
  char *caller;
  LkLogin *login; /* NULL as long as nobody had to be asked */
  GCancellable *cancellable;
  GCancellable *outer;
  gulong outer_handler;
  gboolean begun; /* its operation is the login that the others wait for */
  gboolean left;  /* it goes on for the others only */
  gboolean given_up;
};

struct _LkLogins {
  GObject parent;
  LkSession *session;
  GPtrArray *logins;
  GPtrArray *asks;
};

static guint changed_signal;

static void prompt_init (LkPromptInterface *iface);
static void list_model_init (GListModelInterface *iface);

G_DEFINE_TYPE_WITH_CODE (LkAsk,
                         lk_ask,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (LK_TYPE_PROMPT, prompt_init))
G_DEFINE_TYPE_WITH_CODE (LkLogins,
                         lk_logins,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
tell_changed (LkLogins *self)
{
  g_signal_emit (self, changed_signal, 0);
}

/* The ask */

static void
join_login (LkAsk *ask, const char *team, const char *url, gboolean shared)
{
  LkLogins *self = ask->logins;
  LkLogin *login = lk_logins_find (self, team);
  gboolean added = login == NULL;

  if (added) {
    login = lk_login_new (team);
    g_ptr_array_add (self->logins, login);
  }
  lk_login_set_url (login, url, shared);
  if (ask->login == NULL) {
    ask->login = g_object_ref (login);
    lk_login_add (login, ask->host, ask->caller);
  }
  if (added)
    g_list_model_items_changed (G_LIST_MODEL (self), self->logins->len - 1, 0, 1);
}

/* Nobody waits for @login any more. */
static void
drop_login (LkLogins *self, LkLogin *login)
{
  guint position;

  if (g_ptr_array_find (self->logins, login, &position)) {
    g_ptr_array_remove_index (self->logins, position);
    g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
  }
  for (guint i = 0; i < self->asks->len; i++) {
    LkAsk *ask = g_ptr_array_index (self->asks, i);

    if (ask->login == login)
      g_cancellable_cancel (ask->cancellable);
  }
}

static void
leave_login (LkAsk *ask)
{
  g_autoptr (LkLogin) login = g_steal_pointer (&ask->login);

  if (login == NULL)
    return;
  if (!ask->left)
    lk_login_remove (login, ask->host, ask->caller);
  if (lk_login_get_n_waiting (login) == 0)
    drop_login (ask->logins, login);
}

/* The second of two requests for one team finds the lock held by the first, and is shown as shared. */
static gboolean
ask_login (LkPrompt *prompt, const LkLoginRequest *request)
{
  LkAsk *ask = LK_ASK (prompt);
  gboolean known = lk_logins_find (ask->logins, request->team) != NULL;

  ask->begun = !request->shared;
  join_login (ask, request->team, request->url, request->shared && !known);
  tell_changed (ask->logins);
  return ask->caller == NULL && !known;
}

static void
ask_note (LkPrompt *prompt, const char *text)
{
  LkAsk *ask = LK_ASK (prompt);

  if (ask->login == NULL)
    return;
  lk_login_set_note (ask->login, text);
  tell_changed (ask->logins);
}

static void
prompt_init (LkPromptInterface *iface)
{
  iface->login = ask_login;
  iface->note = ask_note;
}

static void
lk_ask_finalize (GObject *object)
{
  LkAsk *ask = LK_ASK (object);

  g_free (ask->host);
  g_free (ask->caller);
  g_clear_object (&ask->cancellable);
  g_clear_object (&ask->outer);
  G_OBJECT_CLASS (lk_ask_parent_class)->finalize (object);
}

static void
lk_ask_class_init (LkAskClass *class)
{
  G_OBJECT_CLASS (class)->finalize = lk_ask_finalize;
}

static void
lk_ask_init (LkAsk *ask)
{
  ask->cancellable = g_cancellable_new ();
}

static void
end_ask (LkAsk *ask)
{
  LkLogins *self = ask->logins;

  leave_login (ask);
  g_cancellable_disconnect (ask->outer, ask->outer_handler);
  ask->logins = NULL;
  g_ptr_array_remove (self->asks, ask);
  tell_changed (self);
}

/* The model */

static GType
get_item_type (GListModel *model)
{
  return LK_TYPE_LOGIN;
}

static guint
get_n_items (GListModel *model)
{
  return LK_LOGINS (model)->logins->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  LkLogins *self = LK_LOGINS (model);

  return position < self->logins->len ? g_object_ref (self->logins->pdata[position]) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
lk_logins_finalize (GObject *object)
{
  LkLogins *self = LK_LOGINS (object);

  g_clear_object (&self->session);
  g_ptr_array_unref (self->logins);
  g_ptr_array_unref (self->asks);
  G_OBJECT_CLASS (lk_logins_parent_class)->finalize (object);
}

static void
lk_logins_class_init (LkLoginsClass *class)
{
  G_OBJECT_CLASS (class)->finalize = lk_logins_finalize;
  changed_signal = g_signal_new ("changed", LK_TYPE_LOGINS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
lk_logins_init (LkLogins *self)
{
  self->logins = g_ptr_array_new_with_free_func (g_object_unref);
  self->asks = g_ptr_array_new_with_free_func (g_object_unref);
}

LkLogins *
lk_logins_new (LkSession *session)
{
  LkLogins *self = g_object_new (LK_TYPE_LOGINS, NULL);

  self->session = g_object_ref (session);
  return self;
}

LkSession *
lk_logins_get_session (LkLogins *self)
{
  return self->session;
}

static void
on_route_kept (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  g_task_return_boolean (task, TRUE);
}

static void
on_obtained (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LkGrant) grant = lk_session_obtain_finish (LK_SESSION (source), result, &error);
  LkAsk *ask = g_task_get_task_data (task);

  end_ask (ask);
  if (grant != NULL)
    lk_session_find_route_async (LK_SESSION (source), g_steal_pointer (&grant), on_route_kept,
                                 g_object_ref (task));
  else if (ask->given_up)
    g_task_return_new_error (
        task, LK_ERROR, LK_ERROR_LOGIN,
        _ ("the login was cancelled in Latchkey; connect again to be asked anew"));
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
on_outer_cancelled (GCancellable *outer, gpointer user_data)
{
  LkAsk *ask = user_data;

  if (ask->login == NULL || !ask->begun || lk_login_get_n_waiting (ask->login) < 2) {
    g_cancellable_cancel (ask->cancellable);
    return;
  }
  ask->left = TRUE;
  lk_login_remove (ask->login, ask->host, ask->caller);
  tell_changed (ask->logins);
}

static void
begin (LkLogins *self,
       const char *host,
       const char *caller,
       LkObtainFlags flags,
       GCancellable *cancellable,
       GTask *task)
{
  GError *error = NULL;
  g_autofree char *canonical = lk_host_parse (host, NULL, &error);

  if (canonical == NULL) {
    g_task_return_error (task, error);
    return;
  }

  LkAsk *ask = g_object_new (LK_TYPE_ASK, NULL);

  g_task_set_task_data (task, ask, g_object_unref);
  ask->logins = self;
  ask->host = g_steal_pointer (&canonical);
  ask->caller = g_strdup (caller);
  g_ptr_array_add (self->asks, g_object_ref (ask));
  g_set_object (&ask->outer, cancellable);
  if (cancellable != NULL)
    ask->outer_handler =
        g_cancellable_connect (cancellable, G_CALLBACK (on_outer_cancelled), ask, NULL);
  lk_session_obtain_async (self->session, ask->host, "/", flags, NULL, LK_PROMPT (ask),
                           ask->cancellable, on_obtained, g_object_ref (task));
}

void
lk_logins_request_async (LkLogins *self,
                         const char *host,
                         const char *caller,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, lk_logins_request_async);
  begin (self, host, caller, LK_OBTAIN_INTERACTIVE, cancellable, task);
}

void
lk_logins_renew_async (LkLogins *self,
                       const char *host,
                       const char *caller,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, lk_logins_renew_async);
  begin (self, host, caller, LK_OBTAIN_INTERACTIVE | LK_OBTAIN_RENEW, cancellable, task);
}

void
lk_logins_warm_async (LkLogins *self,
                      const char *host,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, lk_logins_warm_async);
  begin (self, host, NULL, LK_OBTAIN_NONE, cancellable, task);
}

void
lk_logins_refresh_async (LkLogins *self,
                         const char *host,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, lk_logins_refresh_async);
  begin (self, host, NULL, LK_OBTAIN_REFRESH, cancellable, task);
}

gboolean
lk_logins_request_finish (LkLogins *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
lk_logins_cancel (LkLogins *self, LkLogin *login)
{
  for (guint i = 0; i < self->asks->len; i++) {
    LkAsk *ask = g_ptr_array_index (self->asks, i);

    if (ask->login == login) {
      ask->given_up = TRUE;
      g_cancellable_cancel (ask->cancellable);
    }
  }
}

LkLogin *
lk_logins_find (LkLogins *self, const char *team)
{
  for (guint i = 0; i < self->logins->len; i++) {
    LkLogin *login = g_ptr_array_index (self->logins, i);

    if (g_strcmp0 (lk_login_get_team (login), team) == 0)
      return login;
  }
  return NULL;
}

gboolean
lk_logins_open_browser (LkLogins *self, LkLogin *login)
{
  return lk_browser_open (lk_login_get_url (login));
}
