/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * latchkey-session: does for latchkey what needs GIO, libsoup and libsecret. It serves the one request
 * that it reads from the private pipe on descriptor 0 (wire.h) and ends; it ends at once, cancelling
 * what it does, when the other side of the pipe closes. It prints nothing.
 */
#include <locale.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>
#include <glib-unix.h>

#include "base/error.h"
#include "pipe-prompt.h"
#include "serve.h"
#include "session/open.h"
#include "wire.h"

static const struct {
  const char *verb;
  LkServeFunc serve;
} verbs[] = {
    {"token", lk_serve_token},
    {"service", lk_serve_service},
    {"logout", lk_serve_logout},
    {"status", lk_serve_status},
    {"proxy", lk_serve_proxy},
    {"adopt", lk_serve_adopt},
    {"certificate", lk_serve_certificate},
    {"certificates", lk_serve_certificates},
};

/* Nothing more is read from the pipe, so anything that happens on it is its end. */
static gboolean
on_pipe (int fd, GIOCondition condition, gpointer user_data)
{
  LkServe *serve = user_data;

  g_cancellable_cancel (serve->cancellable);
  g_main_loop_quit (serve->loop);
  return G_SOURCE_REMOVE;
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  LkServe *serve = user_data;
  g_autoptr (GError) error = NULL;
  const char *verb = lk_wire_text (serve->request, "verb");

  serve->session = lk_session_open_finish (result, &error);
  if (serve->session == NULL) {
    lk_serve_fail (serve, error);
    return;
  }
  for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++) {
    if (g_strcmp0 (verbs[i].verb, verb) == 0) {
      verbs[i].serve (serve);
      return;
    }
  }
  g_set_error (&error, LK_ERROR, LK_ERROR_USAGE,
               "latchkey and latchkey-session are of different versions; install them anew");
  lk_serve_fail (serve, error);
}

static void
serve_clear (LkServe *serve)
{
  g_clear_object (&serve->session);
  g_clear_object (&serve->prompt);
  g_clear_object (&serve->cancellable);
  g_clear_pointer (&serve->secret, lk_secret_unref);
  g_clear_pointer (&serve->request, g_variant_unref);
  g_clear_pointer (&serve->loop, g_main_loop_unref);
}

int
main (int argc, char **argv)
{
  LkServe serve = {.fd = STDIN_FILENO};
  int type;
  socklen_t length = sizeof type;

  if (argc != 1 || getsockopt (STDIN_FILENO, SOL_SOCKET, SO_TYPE, &type, &length) != 0) {
    g_printerr ("latchkey-session is run by latchkey, not by hand; try 'latchkey --help'\n");
    return 2;
  }
  /* Only how characters are written: what terminals and scripts read is English. */
  setlocale (LC_CTYPE, "");
  signal (SIGPIPE, SIG_IGN);
  /* What lies in this process's memory is nobody else's business: no core file, no ptrace by others. */
  prctl (PR_SET_DUMPABLE, 0);

  serve.request = lk_wire_receive (serve.fd, &serve.secret, NULL);
  if (serve.request == NULL)
    return 1;
  serve.loop = g_main_loop_new (NULL, FALSE);
  serve.cancellable = g_cancellable_new ();
  serve.prompt = lk_pipe_prompt_new (&serve);
  g_unix_fd_add (serve.fd, G_IO_IN | G_IO_HUP | G_IO_ERR, on_pipe, &serve);
  lk_session_open_async ("latchkey/" LK_VERSION, lk_wire_flag (serve.request, "fedramp"),
                         serve.cancellable, on_opened, &serve);
  g_main_loop_run (serve.loop);
  serve_clear (&serve);
  return 0;
}
