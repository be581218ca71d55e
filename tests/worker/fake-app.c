/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * In the application's place on the session bus, one that is of no use: fake-app MODE. It writes a line
 * when it owns the name, and one more for each Login() that it gets; it ends with its standard input.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <glib-unix.h>

#include "base/error.h"
#include "bus/bus.h"
#include "latchkey-bus.h"

typedef struct {
  const char *name;
  gboolean (*login) (LkBusLatchkey1 *object,
                     GDBusMethodInvocation *invocation,
                     const char *host,
                     GVariant *caller);
} Mode;

static gboolean
never_answer (LkBusLatchkey1 *object,
              GDBusMethodInvocation *invocation,
              const char *host,
              GVariant *caller)
{
  return TRUE;
}

/* Says that the tokens are in the store, where they are not. */
static gboolean
lie (LkBusLatchkey1 *object, GDBusMethodInvocation *invocation, const char *host, GVariant *caller)
{
  lk_bus_latchkey1_complete_login (object, invocation);
  return TRUE;
}

static gboolean
refuse (LkBusLatchkey1 *object,
        GDBusMethodInvocation *invocation,
        const char *host,
        GVariant *caller)
{
  g_autofree char *much = g_strnfill (100000, 'x');
  g_autofree char *text = g_strconcat ("a sentence\n\033[31mlatchkey: ", much, NULL);

  g_dbus_method_invocation_return_dbus_error (invocation, LK_BUS_INTERFACE ".Error.Login", text);
  return TRUE;
}

static gboolean
fail_oddly (LkBusLatchkey1 *object,
            GDBusMethodInvocation *invocation,
            const char *host,
            GVariant *caller)
{
  g_dbus_method_invocation_return_dbus_error (invocation, LK_BUS_INTERFACE ".Error.Nonsense",
                                              "\033[31m");
  return TRUE;
}

static gboolean
answer_garbage (LkBusLatchkey1 *object,
                GDBusMethodInvocation *invocation,
                const char *host,
                GVariant *caller)
{
  g_autoptr (GDBusMessage) reply =
      g_dbus_message_new_method_reply (g_dbus_method_invocation_get_message (invocation));

  g_dbus_message_set_body (reply, g_variant_new ("(aya{ss})", NULL, NULL));
  g_dbus_connection_send_message (g_dbus_method_invocation_get_connection (invocation), reply,
                                  G_DBUS_SEND_MESSAGE_FLAGS_NONE, NULL, NULL);
  return TRUE;
}

static gboolean
die (LkBusLatchkey1 *object, GDBusMethodInvocation *invocation, const char *host, GVariant *caller)
{
  _exit (0);
}

/* "hung" owns the name, and never looks at what comes in. */
static const Mode modes[] = {
    {"hung", never_answer}, {"deaf", never_answer},      {"liar", lie},  {"refusing", refuse},
    {"odd", fail_oddly},    {"garbage", answer_garbage}, {"dying", die},
};

static gboolean
on_login (LkBusLatchkey1 *object,
          GDBusMethodInvocation *invocation,
          const char *host,
          GVariant *caller,
          gpointer user_data)
{
  const Mode *mode = user_data;
  g_autofree char *who = g_variant_print (caller, FALSE);

  printf ("%s %s\n", host, who);
  fflush (stdout);
  return mode->login (object, invocation, host, caller);
}

static gboolean
on_cancel (LkBusLatchkey1 *object, GDBusMethodInvocation *invocation, const char *host)
{
  printf ("cancel %s\n", host);
  fflush (stdout);
  lk_bus_latchkey1_complete_cancel (object, invocation);
  return TRUE;
}

/* Only tells that the sessions are others than before. */
static gboolean
on_logout (LkBusLatchkey1 *object, GDBusMethodInvocation *invocation, const char *team)
{
  lk_bus_latchkey1_set_sessions (object, g_variant_new_parsed ("[{'auth_domain': <%s>}]", team));
  lk_bus_latchkey1_complete_logout (object, invocation);
  return TRUE;
}

static gboolean
on_stdin (int fd, GIOCondition condition, gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_REMOVE;
}

int
main (int argc, char **argv)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (LkBusLatchkey1) skeleton = lk_bus_latchkey1_skeleton_new ();
  g_autoptr (GVariant) reply = NULL;
  const Mode *mode = modes;

  while (mode < modes + G_N_ELEMENTS (modes) && g_strcmp0 (mode->name, argv[1]) != 0)
    mode++;
  g_assert (bus != NULL && mode < modes + G_N_ELEMENTS (modes));
  lk_bus_latchkey1_set_version (skeleton, "0");
  g_signal_connect (skeleton, "handle-login", G_CALLBACK (on_login), (gpointer) mode);
  g_signal_connect (skeleton, "handle-cancel", G_CALLBACK (on_cancel), NULL);
  g_signal_connect (skeleton, "handle-logout", G_CALLBACK (on_logout), NULL);
  g_assert_true (g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (skeleton), bus,
                                                   LK_BUS_PATH, NULL));
  reply = g_dbus_connection_call_sync (
      bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "RequestName",
      g_variant_new ("(su)", LK_BUS_NAME, 0), NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);
  g_assert_nonnull (reply);
  puts ("ready");
  fflush (stdout);
  if (strcmp (mode->name, "hung") == 0) {
    (void) !read (STDIN_FILENO, &(char){0}, 1);
    return 0;
  }
  g_unix_fd_add (STDIN_FILENO, G_IO_IN | G_IO_HUP, on_stdin, loop);
  g_main_loop_run (loop);
  return 0;
}
