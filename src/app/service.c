/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service.h"

#include <glib/gi18n.h>
#include <string.h>

#include "access/host.h"
#include "base/error.h"
#include "bus-request.h"
#include "bus/bus.h"
#include "latchkey-bus.h"
#include "session/logout.h"

/* Who comes after these is to see to it alone. */
#define REQUESTS_MAX 64

struct _LkService {
  GObject parent;
  GApplication *application;
  LkBusLatchkey1 *skeleton;
  LkLogins *logins;
  LkSessionsModel *sessions;
  LkHostsModel *hosts;
  GError *error;
  GPtrArray *requests;
};

G_DEFINE_TYPE (LkService, lk_service, G_TYPE_OBJECT)

/* What an operation for a request holds on to. */
typedef struct {
  LkService *self;
  LkBusRequest *request;
} Operation;

static Operation *
operation_new (LkService *self, LkBusRequest *request)
{
  Operation *operation = g_new (Operation, 1);

  operation->self = g_object_ref (self);
  operation->request = lk_bus_request_ref (request);
  return operation;
}

static void
operation_free (Operation *operation)
{
  g_object_unref (operation->self);
  lk_bus_request_unref (operation->request);
  g_free (operation);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Operation, operation_free)

/* @error: NULL for success */
static void
end (LkService *self, LkBusRequest *request, const GError *error)
{
  lk_bus_request_answer (request, error);
  if (g_ptr_array_remove (self->requests, request))
    g_application_release (self->application);
}

static void
refuse_team (LkService *self, LkBusRequest *request, const char *team, const char *why)
{
  g_autofree char *printable = lk_printable (team, -1);
  g_autoptr (GError) error = g_error_new (LK_ERROR, LK_ERROR_USAGE, "'%s': %s", printable, why);

  end (self, request, error);
}

static void
on_logged_in (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Operation) operation = user_data;
  g_autoptr (GError) error = NULL;

  (void) lk_logins_request_finish (LK_LOGINS (source), result, &error);
  end (operation->self, operation->request, error);
}

static void
login (LkService *self, LkBusRequest *request)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) caller = NULL;
  g_autofree char *host = NULL;
  g_autofree char *words = NULL;
  const char *text;

  g_variant_get (lk_bus_request_get_parameters (request), "(&s@a{sv})", &text, &caller);
  host = lk_host_parse (text, NULL, &error);
  if (host == NULL) {
    end (self, request, error);
    return;
  }
  words = lk_bus_caller_words (caller, g_get_home_dir ());
  lk_logins_request_async (self->logins, host, words, lk_bus_request_get_cancellable (request),
                           on_logged_in, operation_new (self, request));
}

/* Any of its hosts stands for a team. */
static void
renew (LkService *self, LkBusRequest *request)
{
  const char *team;
  LkHostItem *item;

  g_variant_get (lk_bus_request_get_parameters (request), "(&s)", &team);
  item = lk_hosts_model_find_in_team (self->hosts, team);
  if (item == NULL) {
    refuse_team (self, request, team, "no host of it is known here; log in to one first");
    return;
  }
  lk_logins_renew_async (self->logins, lk_host_item_get_facts (item)->hostname, _ ("A program"),
                         lk_bus_request_get_cancellable (request), on_logged_in,
                         operation_new (self, request));
}

static void
on_logged_out (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Operation) operation = user_data;
  g_autoptr (GError) error = NULL;

  (void) lk_session_logout_finish (LK_SESSION (source), result, NULL, &error);
  end (operation->self, operation->request, error);
}

static void
logout (LkService *self, LkBusRequest *request)
{
  LkSession *session = lk_logins_get_session (self->logins);
  const char *team;

  g_variant_get (lk_bus_request_get_parameters (request), "(&s)", &team);
  if (!lk_host_is_canonical (team)) {
    refuse_team (self, request, team,
                 "it is no team domain; one looks like example.cloudflareaccess.com");
    return;
  }
  /* This is done even if its caller does not wait for it. */
  lk_session_logout_async (session, team, NULL, on_logged_out, operation_new (self, request));
}

static const struct {
  const char *method;
  const char *signal;
  void (*begin) (LkService *self, LkBusRequest *request);
} methods[] = {
    {"Login", "handle-login", login},
    {"Renew", "handle-renew", renew},
    {"Logout", "handle-logout", logout},
};

static void
begin (LkService *self, LkBusRequest *request)
{
  gsize i = 0;

  while (strcmp (methods[i].method, lk_bus_request_get_method (request)) != 0)
    i++;
  methods[i].begin (self, request);
}

/* What came early waits for the models, and may have been given up meanwhile. */
static void
begin_or_wait (LkService *self, LkBusRequest *request)
{
  if (lk_bus_request_is_answered (request))
    end (self, request, NULL);
  else if (self->error != NULL)
    end (self, request, self->error);
  else if (self->logins != NULL)
    begin (self, request);
}

static void
take_request (LkService *self, GDBusMethodInvocation *invocation)
{
  LkBusRequest *request;

  if (self->requests->len >= REQUESTS_MAX) {
    g_dbus_method_invocation_return_error (invocation, G_DBUS_ERROR, G_DBUS_ERROR_LIMITS_EXCEEDED,
                                           "%d requests are under way", REQUESTS_MAX);
    return;
  }
  request = lk_bus_request_new (invocation);
  g_ptr_array_add (self->requests, request);
  g_application_hold (self->application);
  begin_or_wait (self, request);
}

static gboolean
on_request (LkService *self, GDBusMethodInvocation *invocation)
{
  take_request (self, invocation);
  return TRUE;
}

/* To go through them while they end, which takes them off the list. */
static GPtrArray *
copy_requests (LkService *self)
{
  return g_ptr_array_copy (self->requests, (GCopyFunc) lk_bus_request_ref, NULL);
}

static void
begin_all (LkService *self)
{
  g_autoptr (GPtrArray) requests = copy_requests (self);

  for (guint i = 0; i < requests->len; i++)
    begin_or_wait (self, requests->pdata[i]);
}

static gboolean
on_cancel (LkService *self, GDBusMethodInvocation *invocation, const char *host)
{
  const char *sender = g_dbus_method_invocation_get_sender (invocation);
  g_autoptr (GPtrArray) requests = copy_requests (self);

  for (guint i = 0; i < requests->len; i++) {
    if (lk_bus_request_is_login (requests->pdata[i], sender, host))
      lk_bus_request_give_up (requests->pdata[i]);
  }
  g_dbus_method_invocation_return_value (invocation, NULL);
  return TRUE;
}

static void
show_sessions (LkService *self)
{
  GVariantBuilder builder;
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->sessions));

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < n; i++) {
    g_autoptr (LkSessionItem) item = g_list_model_get_item (G_LIST_MODEL (self->sessions), i);

    g_variant_builder_add_value (&builder,
                                 lk_session_info_describe (lk_session_item_get_info (item)));
  }
  lk_bus_latchkey1_set_sessions (self->skeleton, g_variant_builder_end (&builder));
}

static GVariant *
describe_login (LkLogin *login)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert (&dict, "auth_domain", "s", lk_login_get_team (login));
  g_variant_dict_insert (&dict, "url", "s", lk_login_get_url (login));
  g_variant_dict_insert (&dict, "host", "s", lk_login_get_host (login));
  if (lk_login_get_caller (login) != NULL)
    g_variant_dict_insert (&dict, "caller", "s", lk_login_get_caller (login));
  g_variant_dict_insert (&dict, "waiting", "u", lk_login_get_n_waiting (login));
  return g_variant_dict_end (&dict);
}

static void
show_logins (LkService *self)
{
  GVariantBuilder builder;
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->logins));

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < n; i++) {
    g_autoptr (LkLogin) login = g_list_model_get_item (G_LIST_MODEL (self->logins), i);

    g_variant_builder_add_value (&builder, describe_login (login));
  }
  lk_bus_latchkey1_set_logins (self->skeleton, g_variant_builder_end (&builder));
}

static void
lk_service_dispose (GObject *object)
{
  LkService *self = LK_SERVICE (object);

  lk_service_stop (self);
  g_clear_object (&self->logins);
  g_clear_object (&self->sessions);
  g_clear_object (&self->hosts);
  G_OBJECT_CLASS (lk_service_parent_class)->dispose (object);
}

static void
lk_service_finalize (GObject *object)
{
  LkService *self = LK_SERVICE (object);

  g_object_unref (self->skeleton);
  g_ptr_array_unref (self->requests);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (lk_service_parent_class)->finalize (object);
}

static void
lk_service_class_init (LkServiceClass *class)
{
  G_OBJECT_CLASS (class)->dispose = lk_service_dispose;
  G_OBJECT_CLASS (class)->finalize = lk_service_finalize;
}

static void
lk_service_init (LkService *self)
{
  GVariant *none = g_variant_ref_sink (g_variant_new ("aa{sv}", NULL));

  lk_bus_register_errors ();
  self->requests = g_ptr_array_new_with_free_func ((GDestroyNotify) lk_bus_request_unref);
  self->skeleton = lk_bus_latchkey1_skeleton_new ();
  lk_bus_latchkey1_set_sessions (self->skeleton, none);
  lk_bus_latchkey1_set_logins (self->skeleton, none);
  g_variant_unref (none);
  for (gsize i = 0; i < G_N_ELEMENTS (methods); i++)
    g_signal_connect_object (self->skeleton, methods[i].signal, G_CALLBACK (on_request), self,
                             G_CONNECT_SWAPPED);
  g_signal_connect_object (self->skeleton, "handle-cancel", G_CALLBACK (on_cancel), self,
                           G_CONNECT_SWAPPED);
}

LkService *
lk_service_new (GApplication *application, const char *version)
{
  LkService *self = g_object_new (LK_TYPE_SERVICE, NULL);

  self->application = application;
  lk_bus_latchkey1_set_version (self->skeleton, version);
  return self;
}

gboolean
lk_service_export (LkService *self, GDBusConnection *connection, const char *path, GError **error)
{
  return g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (self->skeleton), connection,
                                           path, error);
}

void
lk_service_unexport (LkService *self)
{
  GDBusInterfaceSkeleton *skeleton = G_DBUS_INTERFACE_SKELETON (self->skeleton);

  if (g_dbus_interface_skeleton_get_connection (skeleton) != NULL)
    g_dbus_interface_skeleton_unexport (skeleton);
}

void
lk_service_serve (LkService *self, LkLogins *logins, LkSessionsModel *sessions, LkHostsModel *hosts)
{
  self->hosts = g_object_ref (hosts);
  self->logins = g_object_ref (logins);
  self->sessions = g_object_ref (sessions);
  g_signal_connect_object (logins, "changed", G_CALLBACK (show_logins), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (sessions, "changed", G_CALLBACK (show_sessions), self,
                           G_CONNECT_SWAPPED);
  begin_all (self);
}

void
lk_service_fail (LkService *self, const GError *error)
{
  self->error = g_error_copy (error);
  begin_all (self);
}

void
lk_service_stop (LkService *self)
{
  g_autoptr (GPtrArray) requests = copy_requests (self);

  for (guint i = 0; i < requests->len; i++) {
    lk_bus_request_give_up (requests->pdata[i]);
    end (self, requests->pdata[i], NULL);
  }
}
