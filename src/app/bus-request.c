/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bus-request.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/error.h"
#include "base/process.h"
#include "bus/bus.h"

struct _LkBusRequest {
  int refs;
  GDBusMethodInvocation *invocation; /* NULL once it is answered */
  GCancellable *cancellable;
  guint watch;
};

static void
on_caller_vanished (GDBusConnection *connection, const char *name, gpointer user_data)
{
  lk_bus_request_give_up (user_data);
}

LkBusRequest *
lk_bus_request_new (GDBusMethodInvocation *invocation)
{
  LkBusRequest *request = g_new0 (LkBusRequest, 1);

  request->refs = 1;
  request->invocation = invocation;
  request->cancellable = g_cancellable_new ();
  request->watch = g_bus_watch_name_on_connection (
      g_dbus_method_invocation_get_connection (invocation),
      g_dbus_method_invocation_get_sender (invocation), G_BUS_NAME_WATCHER_FLAGS_NONE, NULL,
      on_caller_vanished, request, NULL);
  return request;
}

LkBusRequest *
lk_bus_request_ref (LkBusRequest *request)
{
  request->refs++;
  return request;
}

void
lk_bus_request_unref (LkBusRequest *request)
{
  if (--request->refs > 0)
    return;
  lk_bus_request_give_up (request);
  g_object_unref (request->cancellable);
  g_free (request);
}

const char *
lk_bus_request_get_method (LkBusRequest *request)
{
  return g_dbus_method_invocation_get_method_name (request->invocation);
}

GVariant *
lk_bus_request_get_parameters (LkBusRequest *request)
{
  return g_dbus_method_invocation_get_parameters (request->invocation);
}

gboolean
lk_bus_request_is_login (LkBusRequest *request, const char *sender, const char *host)
{
  const char *asked;

  if (request->invocation == NULL || strcmp (lk_bus_request_get_method (request), "Login") != 0 ||
      g_strcmp0 (g_dbus_method_invocation_get_sender (request->invocation), sender) != 0)
    return FALSE;
  g_variant_get (lk_bus_request_get_parameters (request), "(&s@a{sv})", &asked, NULL);
  return strcmp (asked, host) == 0;
}

gboolean
lk_bus_request_is_answered (LkBusRequest *request)
{
  return request->invocation == NULL;
}

GCancellable *
lk_bus_request_get_cancellable (LkBusRequest *request)
{
  return request->cancellable;
}

void
lk_bus_request_answer (LkBusRequest *request, const GError *error)
{
  GDBusMethodInvocation *invocation = g_steal_pointer (&request->invocation);

  g_clear_handle_id (&request->watch, g_bus_unwatch_name);
  if (invocation == NULL)
    return;
  if (error == NULL)
    g_dbus_method_invocation_return_value (invocation, NULL);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_dbus_method_invocation_return_dbus_error (invocation, LK_BUS_ERROR_CANCELLED, error->message);
  else
    g_dbus_method_invocation_return_gerror (invocation, error);
  g_cancellable_cancel (request->cancellable);
}

void
lk_bus_request_give_up (LkBusRequest *request)
{
  const GError cancelled = {
      .domain = G_IO_ERROR, .code = G_IO_ERROR_CANCELLED, .message = (char *) "cancelled"};

  lk_bus_request_answer (request, &cancelled);
}

static char *
lookup_text (GVariant *caller, const char *name)
{
  const char *text = NULL;

  if (!g_variant_lookup (caller, name, "&s", &text) || *text == '\0')
    return NULL;
  return lk_printable (text, -1);
}

char *
lk_bus_caller_words (GVariant *caller, const char *home)
{
  g_autofree char *command = lookup_text (caller, "command");
  g_autofree char *program = lookup_text (caller, "program");
  g_autofree char *folder = lookup_text (caller, "folder");
  const char *who = command != NULL ? command : program != NULL ? program : _ ("A program");
  gsize length = strlen (home);
  guint pid;

  /* What we run ourselves listens for a forward; where it does is of no interest. */
  if (g_variant_lookup (caller, "pid", "u", &pid) && lk_process_parent ((pid_t) pid) == getpid ())
    return g_strdup (_ ("A forward"));
  if (folder == NULL)
    return g_strdup (who);
  if (length > 1 && strncmp (folder, home, length) == 0 && strchr ("/", folder[length]) != NULL) {
    g_autofree char *short_folder = g_strconcat ("~", folder + length, NULL);

    /* Translators: a program, such as ssh, and the folder where it runs */
    return g_strdup_printf (_ ("%s in %s"), who, short_folder);
  }
  return g_strdup_printf (_ ("%s in %s"), who, folder);
}
