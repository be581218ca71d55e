/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-login.h"

#include <string.h>

#include "base/error.h"
#include "bus/bus.h"
#include "wire.h"

/* In seconds: to show a sign of life, to show where to log in, and for the person to do so. */
#define ALIVE_LIMIT 3
#define SHOW_LIMIT 20
#define LOGIN_LIMIT 660

/* Nothing that we say is longer. In characters, pieces of what lk_printable() takes at once. */
#define PIECE 200
#define PIECES_MAX 5

typedef struct {
  LkServe *serve;
  char *host;
  GDBusConnection *bus;
  char *
      owner; /* the application's unique name: it can neither be started nor replaced by calling that */
  gboolean asked;
  gboolean late;
  guint timer;
  GCancellable *cancellable;
  GCancellable *outer;
  gulong outer_handler;
} Ask;

static void
ask_free (Ask *ask)
{
  g_clear_handle_id (&ask->timer, g_source_remove);
  g_cancellable_disconnect (ask->outer, ask->outer_handler);
  g_clear_object (&ask->outer);
  g_clear_object (&ask->cancellable);
  g_clear_object (&ask->bus);
  g_free (ask->owner);
  g_free (ask->host);
  g_free (ask);
}

static gboolean
on_late (gpointer data)
{
  Ask *ask = data;

  ask->timer = 0;
  /* Once it is known where to log in, it is up to the user how long that takes. */
  ask->late = !ask->asked || !ask->serve->url_shown;
  if (ask->late)
    g_cancellable_cancel (ask->cancellable);
  return G_SOURCE_REMOVE;
}

static void
limit (Ask *ask, guint seconds)
{
  g_clear_handle_id (&ask->timer, g_source_remove);
  ask->timer = g_timeout_add_seconds (seconds, on_late, ask);
}

static void
on_outer_cancelled (GCancellable *outer, gpointer data)
{
  g_cancellable_cancel (((Ask *) data)->cancellable);
}

static void
call (Ask *ask,
      const char *interface,
      const char *method,
      GVariant *arguments,
      const char *reply_type,
      int timeout,
      GAsyncReadyCallback callback,
      GTask *task)
{
  g_dbus_connection_call (ask->bus, ask->owner, LK_BUS_PATH, interface, method, arguments,
                          G_VARIANT_TYPE (reply_type), G_DBUS_CALL_FLAGS_NO_AUTO_START, timeout,
                          ask->cancellable, callback, task == NULL ? NULL : g_object_ref (task));
}

/* What the application says is text from outside, and may be one of our longer sentences. */
static GError *
printable_error (const GError *error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  glong length = g_utf8_strlen (error->message, -1);

  for (glong at = 0; at < length && at < PIECE * PIECES_MAX; at += PIECE) {
    g_autofree char *piece = g_utf8_substring (error->message, at, MIN (at + PIECE, length));
    g_autofree char *printable = lk_printable (piece, -1);

    g_string_append (text, printable);
  }
  return g_error_new_literal (error->domain, error->code, text->str);
}

/* Nobody is kept from logging in by an application that is of no use. */
static void
do_without (GTask *task, const GError *error)
{
  Ask *ask = g_task_get_task_data (task);
  g_autofree char *why = lk_printable (ask->late ? "it does not answer" : error->message, -1);
  g_autofree char *text = g_strdup_printf (
      "%s: the application cannot be asked for the login, which goes on without it: %s", ask->host,
      why);

  if (ask->owner != NULL || ask->late)
    lk_serve_log (ask->serve, text);
  if (ask->asked) {
    g_autofree char *note = g_strdup_printf (
        "%s: login: Latchkey does not answer any more; the login goes on here", ask->host);

    lk_prompt_note (ask->serve->prompt, note);
  }
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED, "%s", why);
}

static void
end_with_error (GTask *task, GError *error)
{
  Ask *ask = g_task_get_task_data (task);

  if (g_task_return_error_if_cancelled (task))
    return;
  (void) g_dbus_error_strip_remote_error (error);
  if (ask->asked && error->domain == LK_ERROR)
    g_task_return_error (task, printable_error (error));
  else
    do_without (task, error);
}

static void
on_logged_in (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Ask *ask = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (ask->bus, result, &error);

  if (reply != NULL) {
    g_task_return_boolean (task, TRUE);
    return;
  }
  if (ask->late) {
    g_clear_object (&ask->cancellable);
    call (ask, LK_BUS_INTERFACE, "Cancel", g_variant_new ("(s)", ask->host), "()", ALIVE_LIMIT,
          NULL, NULL);
  }
  end_with_error (task, error);
}

static void
on_alive (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Ask *ask = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (ask->bus, result, &error);
  g_autoptr (GVariant) caller = NULL;
  g_autofree char *note = NULL;

  if (reply == NULL) {
    end_with_error (task, error);
    return;
  }
  caller = g_variant_lookup_value (ask->serve->request, "caller", G_VARIANT_TYPE_VARDICT);
  if (caller == NULL)
    caller = g_variant_ref_sink (g_variant_new ("a{sv}", NULL));
  note = g_strdup_printf ("%s: login: Latchkey asks for it on the desktop", ask->host);
  lk_prompt_note (ask->serve->prompt, note);
  ask->asked = TRUE;
  limit (ask, SHOW_LIMIT);
  call (ask, LK_BUS_INTERFACE, "Login", g_variant_new ("(s@a{sv})", ask->host, caller), "()",
        LOGIN_LIMIT * 1000, on_logged_in, task);
}

/* The bus library answers a ping by itself; a property takes an application that is alive. */
static void
on_owner_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Ask *ask = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (ask->bus, result, &error);

  if (reply == NULL) {
    end_with_error (task, error);
    return;
  }
  g_free (ask->owner);
  g_variant_get (reply, "(s)", &ask->owner);
  call (ask, "org.freedesktop.DBus.Properties", "Get",
        g_variant_new ("(ss)", LK_BUS_INTERFACE, "Version"), "(v)", -1, on_alive, task);
}

static void
on_bus (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Ask *ask = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  ask->bus = g_bus_get_finish (result, &error);
  if (ask->bus == NULL) {
    end_with_error (task, error);
    return;
  }
  /* Who asks for a login needs no bus for the rest of it. */
  g_dbus_connection_set_exit_on_close (ask->bus, FALSE);
  g_dbus_connection_call (
      ask->bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
      "GetNameOwner", g_variant_new ("(s)", LK_BUS_NAME), G_VARIANT_TYPE ("(s)"),
      G_DBUS_CALL_FLAGS_NONE, -1, ask->cancellable, on_owner_found, g_object_ref (task));
}

/*
 * The application logs in to whole hosts of the usual cloud, and leaves a change of team alone. Who types
 * 'latchkey login', which alone asks for the keyring to be unlocked, has answered its question already.
 */
static gboolean
is_for_app (LkServe *serve)
{
  const char *path = lk_wire_text (serve->request, "path");

  return (path == NULL || strcmp (path, "/") == 0) && !lk_wire_flag (serve->request, "fedramp") &&
         !lk_wire_flag (serve->request, "accept-team") && !lk_wire_flag (serve->request, "unlock");
}

void
lk_app_login_async (LkServe *serve,
                    const char *host,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Ask *ask = g_new0 (Ask, 1);

  g_task_set_source_tag (task, lk_app_login_async);
  g_task_set_task_data (task, ask, (GDestroyNotify) ask_free);
  ask->serve = serve;
  ask->host = g_strdup (host);
  ask->cancellable = g_cancellable_new ();
  g_set_object (&ask->outer, cancellable);
  ask->outer_handler =
      g_cancellable_connect (cancellable, G_CALLBACK (on_outer_cancelled), ask, NULL);
  if (!is_for_app (serve)) {
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "not for the application");
    return;
  }
  lk_bus_register_errors ();
  limit (ask, ALIVE_LIMIT);
  g_bus_get (G_BUS_TYPE_SESSION, ask->cancellable, on_bus, g_object_ref (task));
}

gboolean
lk_app_login_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
