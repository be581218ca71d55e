/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "testlib-ssh.h"

#include <stdarg.h>
#include <string.h>
#include <glib/gstdio.h>

static char *
run (TestSsh *ssh, GPtrArray *argv)
{
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  char *output = NULL;

  g_ptr_array_add (argv, NULL);
  g_subprocess_launcher_set_cwd (launcher, ssh->dir);
  if (ssh->socket != NULL)
    g_subprocess_launcher_setenv (launcher, "SSH_AUTH_SOCK", ssh->socket, TRUE);
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *) argv->pdata, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, &error));
  if (!g_subprocess_get_successful (process))
    g_error ("%s: %s", (const char *) argv->pdata[0], output);
  return output;
}

static GPtrArray *
collect (const char *first, va_list rest)
{
  GPtrArray *argv = g_ptr_array_new ();

  for (const char *word = first; word != NULL; word = va_arg (rest, const char *))
    g_ptr_array_add (argv, (char *) word);
  return argv;
}

TestSsh *
test_ssh_new (const char *type)
{
  TestSsh *ssh = g_new0 (TestSsh, 1);

  ssh->dir = g_dir_make_tmp ("lk-ssh-XXXXXX", NULL);
  g_assert_nonnull (ssh->dir);
  g_free (test_ssh_run (ssh, "ssh-keygen", "-q", "-t", type, "-N", "", "-f", "ca", NULL));
  return ssh;
}

void
test_ssh_free (TestSsh *ssh)
{
  g_autoptr (GDir) dir = g_dir_open (ssh->dir, 0, NULL);
  const char *name;

  if (ssh->agent != NULL) {
    g_subprocess_send_signal (ssh->agent, 15);
    g_assert_true (g_subprocess_wait (ssh->agent, NULL, NULL));
    g_object_unref (ssh->agent);
  }
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (ssh->dir, name, NULL);

    g_assert_cmpint (g_unlink (path), ==, 0);
  }
  g_assert_cmpint (g_rmdir (ssh->dir), ==, 0);
  g_free (ssh->dir);
  g_free (ssh->socket);
  g_free (ssh);
}

char *
test_ssh_run (TestSsh *ssh, const char *first, ...)
{
  g_autoptr (GPtrArray) argv = NULL;
  va_list rest;

  va_start (rest, first);
  argv = collect (first, rest);
  va_end (rest);
  return run (ssh, argv);
}

char *
test_ssh_sign (TestSsh *ssh, const LkKeyPair *pair, const char *first, ...)
{
  g_autoptr (GPtrArray) argv = NULL;
  g_autofree char *line = lk_key_pair_line (pair);
  g_autofree char *path = g_build_filename (ssh->dir, "key.pub", NULL);
  g_autofree char *result = g_build_filename (ssh->dir, "key-cert.pub", NULL);
  char *certificate = NULL;
  va_list rest;

  g_assert_true (g_file_set_contents (path, line, -1, NULL));
  va_start (rest, first);
  argv = collect (first, rest);
  va_end (rest);
  g_ptr_array_insert (argv, 0, (char *) "ssh-keygen");
  g_ptr_array_insert (argv, 1, (char *) "-q");
  g_ptr_array_insert (argv, 2, (char *) "-s");
  g_ptr_array_insert (argv, 3, (char *) "ca");
  g_ptr_array_add (argv, path);
  g_free (run (ssh, argv));
  g_assert_true (g_file_get_contents (result, &certificate, NULL, NULL));
  return certificate;
}

void
test_ssh_agent (TestSsh *ssh)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *line = NULL;

  ssh->socket = g_build_filename (ssh->dir, "agent", NULL);
  ssh->agent = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "ssh-agent", "-D", "-a",
                                 ssh->socket, NULL);
  g_assert_no_error (error);

  /* It prints where it is once it listens there. */
  g_autoptr (GDataInputStream) out =
      g_data_input_stream_new (g_subprocess_get_stdout_pipe (ssh->agent));
  line = g_data_input_stream_read_line (out, NULL, NULL, NULL);
  g_assert_nonnull (line);
}
