/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "testlib-desktop.h"

#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <glib/gstdio.h>

#define SERVICE "org.freedesktop.secrets"
#define WAIT_SECONDS 20

static const char bus_config[] =
    "<busconfig><type>session</type><listen>unix:path=%s/bus</listen>"
    "<policy context='default'><allow send_destination='*' eavesdrop='true'/>"
    "<allow eavesdrop='true'/><allow own='*'/></policy></busconfig>";

static void
die_with_parent (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

static GSubprocess *
start (TestDesktop *desktop, GSubprocessFlags flags, const char *const *argv)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (flags);
  g_autoptr (GError) error = NULL;
  GSubprocess *process;

  g_subprocess_launcher_set_child_setup (launcher, die_with_parent, NULL, NULL);
  g_subprocess_launcher_setenv (launcher, "HOME", desktop->home, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_RUNTIME_DIR", desktop->home, TRUE);
  for (const char *const *name = (const char *[]){"XDG_DATA_HOME", "XDG_CONFIG_HOME",
                                                  "XDG_CACHE_HOME", "DISPLAY", "G_DEBUG", NULL};
       *name != NULL; name++)
    g_subprocess_launcher_unsetenv (launcher, *name);
  process = g_subprocess_launcher_spawnv (launcher, argv, &error);
  g_assert_no_error (error);
  return process;
}

TestDesktop *
test_desktop_new (const char *home)
{
  TestDesktop *desktop = g_new0 (TestDesktop, 1);
  g_autofree char *address = NULL;
  g_autofree char *config = NULL;
  g_autofree char *text = NULL;
  g_autofree char *option = NULL;
  char byte;

  desktop->home = g_strdup (home);
  config = g_build_filename (desktop->home, "bus.conf", NULL);
  text = g_strdup_printf (bus_config, desktop->home);
  g_assert_true (g_file_set_contents (config, text, -1, NULL));
  option = g_strconcat ("--config-file=", config, NULL);
  desktop->bus =
      start (desktop, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE,
             (const char *[]){"dbus-daemon", "--nofork", "--print-address=1", option, NULL});
  /* It says its address once it listens. */
  g_assert_cmpint (
      g_input_stream_read (g_subprocess_get_stdout_pipe (desktop->bus), &byte, 1, NULL, NULL), ==,
      1);
  address = g_strdup_printf ("unix:path=%s/bus", desktop->home);
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", address, TRUE);
  return desktop;
}

static gboolean
on_late (gpointer user_data)
{
  g_error ("the bus never said what the test waits for");
  return G_SOURCE_REMOVE;
}

static void
on_appeared (GDBusConnection *bus, const char *name, const char *owner, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

static void
on_vanished (GDBusConnection *bus, const char *name, gpointer user_data)
{
  *(gboolean *) user_data = FALSE;
}

/* Waits until somebody owns the service's name on the bus, or nobody does. */
static void
wait_for_service (gboolean wanted)
{
  gboolean present = !wanted;
  guint late = g_timeout_add_seconds (WAIT_SECONDS, on_late, NULL);
  guint watch = g_bus_watch_name (G_BUS_TYPE_SESSION, SERVICE, G_BUS_NAME_WATCHER_FLAGS_NONE,
                                  on_appeared, on_vanished, &present, NULL);

  while (present != wanted)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (late);
  g_bus_unwatch_name (watch);
}

void
test_desktop_start_keyring (TestDesktop *desktop)
{
  g_autoptr (GError) error = NULL;
  GOutputStream *input;

  g_clear_object (&desktop->keyring);
  desktop->keyring = start (desktop,
                            G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE |
                                G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                            (const char *[]){"gnome-keyring-daemon", "--unlock",
                                             "--components=secrets", "--foreground", NULL});
  input = g_subprocess_get_stdin_pipe (desktop->keyring);
  g_output_stream_write_all (input, "password", 8, NULL, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_close (input, NULL, NULL);
  wait_for_service (TRUE);
}

void
test_desktop_start_fake (TestDesktop *desktop, const char *mode)
{
  g_autofree char *path = g_test_build_filename (G_TEST_BUILT, "fake-secret-service", NULL);

  desktop->keyring = start (desktop, G_SUBPROCESS_FLAGS_NONE, (const char *[]){path, mode, NULL});
  wait_for_service (TRUE);
}

void
test_desktop_lock (TestDesktop *desktop)
{
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_sync (
      bus, SERVICE, "/org/freedesktop/secrets", "org.freedesktop.Secret.Service", "Lock",
      g_variant_new_parsed ("([objectpath '/org/freedesktop/secrets/aliases/default'],)"), NULL,
      G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (reply);
}

void
test_desktop_kill (TestDesktop *desktop)
{
  g_subprocess_force_exit (desktop->keyring);
  wait_for_service (FALSE);
}

static gboolean
all_stopped (const char *tasks)
{
  g_autoptr (GDir) dir = g_dir_open (tasks, 0, NULL);
  const char *name;
  gboolean stopped = TRUE;

  while (stopped && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (tasks, name, "stat", NULL);
    g_autofree char *stat = NULL;

    g_assert_true (g_file_get_contents (path, &stat, NULL, NULL));
    stopped = strstr (stat, ") T ") != NULL;
  }
  return stopped;
}

void
test_desktop_stop (TestDesktop *desktop)
{
  g_autofree char *tasks =
      g_strdup_printf ("/proc/%s/task", g_subprocess_get_identifier (desktop->keyring));

  g_subprocess_send_signal (desktop->keyring, SIGSTOP);
  while (!all_stopped (tasks))
    g_usleep (1000);
}

/* nftw() hands nothing through to these. */
static const char *wanted_text;
static gboolean found_text;

static int
look (const char *path, const struct stat *st, int type, struct FTW *ftw)
{
  g_autofree char *data = NULL;
  gsize length;

  if (S_ISREG (st->st_mode) && g_file_get_contents (path, &data, &length, NULL) &&
      memmem (data, length, wanted_text, strlen (wanted_text)) != NULL)
    found_text = TRUE;
  return 0;
}

gboolean
test_desktop_has_text (TestDesktop *desktop, const char *text)
{
  wanted_text = text;
  found_text = FALSE;
  g_assert_cmpint (nftw (desktop->home, look, 10, FTW_PHYS), ==, 0);
  return found_text;
}

static int
remove_one (const char *path, const struct stat *st, int type, struct FTW *ftw)
{
  return remove (path);
}

void
test_desktop_free (TestDesktop *desktop)
{
  GSubprocess *processes[] = {desktop->keyring, desktop->bus};

  for (gsize i = 0; i < G_N_ELEMENTS (processes); i++) {
    if (processes[i] == NULL)
      continue;
    g_subprocess_force_exit (processes[i]);
    g_subprocess_wait (processes[i], NULL, NULL);
    g_object_unref (processes[i]);
  }
  g_free (desktop->home);
  g_free (desktop);
}

void
test_remove_tree (const char *path)
{
  g_assert_no_errno (nftw (path, remove_one, 10, FTW_DEPTH | FTW_PHYS));
}
