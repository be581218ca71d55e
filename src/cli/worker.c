/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "worker.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "libexec.h"
#include "log.h"
#include "worker/wire.h"

static gboolean
spawn (int *fd, GPid *pid, GError **error)
{
  g_autofree char *program = lk_libexec_find ("latchkey-session", "../worker");
  const char *argv[] = {program, NULL};
  int pair[2];

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) {
    g_set_error (error, G_FILE_ERROR, (int) g_file_error_from_errno (errno),
                 "cannot make a socket pair: %s", g_strerror (errno));
    return FALSE;
  }
  /* Its stdout is our stderr: nothing but payload may go to our stdout. */
  gboolean ok = g_spawn_async_with_pipes_and_fds (NULL, argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL,
                                                  NULL, pair[1], STDERR_FILENO, STDERR_FILENO, NULL,
                                                  NULL, 0, pid, NULL, NULL, NULL, error);
  close (pair[1]);
  *fd = pair[0];
  if (!ok)
    close (pair[0]);
  return ok;
}

/* How wide the terminal on stderr is; 0 where there is none. */
static int
terminal_columns (void)
{
  struct winsize size;

  return ioctl (STDERR_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

static void
print_prompt (GVariant *message)
{
  const char *url = lk_wire_text (message, "url");
  const char *why = lk_wire_text (message, "why");
  const char *qr = lk_wire_text (message, "qr");

  if (url == NULL || why == NULL)
    return;
  g_printerr ("latchkey: %s\n\n  %s\n\n", why, url);
  if (qr != NULL && terminal_columns () >= lk_wire_number (message, "qr-columns"))
    g_printerr ("%s\n", qr);
}

static void
take_error (GVariant *message, GError **error)
{
  const char *layer = lk_wire_text (message, "layer");
  const char *text = lk_wire_text (message, "message");
  LkError code;

  if (layer != NULL && lk_layer_from_name (layer, &code))
    g_set_error_literal (error, LK_ERROR, (int) code, text == NULL ? "unknown error" : text);
  else
    g_set_error_literal (error, G_FILE_ERROR, G_FILE_ERROR_FAILED,
                         text == NULL ? "unknown error" : text);
}

/*
 * Waits for latchkey-session to say something. A person may take minutes to log in, and whoever waits for
 * our output may be gone long before: an ssh that was killed sends no signal.
 */
static gboolean
wait_for_message (int fd, GError **error)
{
  struct pollfd fds[] = {{.fd = fd, .events = POLLIN}, {.fd = STDOUT_FILENO}};

  for (;;) {
    if (poll (fds, G_N_ELEMENTS (fds), -1) < 0 && errno != EINTR)
      return TRUE;
    if ((fds[1].revents & (POLLERR | POLLHUP)) != 0) {
      g_set_error_literal (error, LK_ERROR, LK_ERROR_LOGIN,
                           "given up, because nobody waits for the connection any more");
      return FALSE;
    }
    if (fds[0].revents != 0)
      return TRUE;
  }
}

static GVariant *
converse (int fd, LkWorkerEvent event, gpointer data, LkSecret **reply_secret, GError **error)
{
  while (wait_for_message (fd, error)) {
    g_autoptr (LkSecret) secret = NULL;
    g_autoptr (GVariant) message = lk_wire_receive (fd, &secret, NULL);
    const char *name = message == NULL ? NULL : lk_wire_text (message, "event");

    if (name == NULL) {
      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_PIPE,
                   "latchkey-session ended without an answer; please report this");
      return NULL;
    }
    if (strcmp (name, "done") == 0) {
      if (reply_secret != NULL)
        *reply_secret = g_steal_pointer (&secret);
      return g_steal_pointer (&message);
    }
    if (strcmp (name, "error") == 0) {
      take_error (message, error);
      return NULL;
    }
    if (strcmp (name, "prompt") == 0)
      print_prompt (message);
    else if (strcmp (name, "note") == 0 && lk_wire_text (message, "text") != NULL)
      g_printerr ("latchkey: %s\n", lk_wire_text (message, "text"));
    else if (strcmp (name, "log") == 0 && lk_wire_text (message, "text") != NULL)
      lk_log (LK_LOG_WARN, "%s", lk_wire_text (message, "text"));
    else if (event != NULL)
      event (message, data);
  }
  return NULL;
}

GVariant *
lk_worker_call (GVariant *request,
                const LkSecret *secret,
                LkWorkerEvent event,
                gpointer data,
                LkSecret **reply_secret,
                GError **error)
{
  g_autoptr (GVariant) sunk = g_variant_ref_sink (request);
  GVariant *reply = NULL;
  GPid pid;
  int fd;

  lk_log (LK_LOG_DEBUG, "asking latchkey-session: %s", lk_wire_text (sunk, "verb"));
  if (!spawn (&fd, &pid, error))
    return NULL;
  if (lk_wire_send (fd, sunk, secret, error))
    reply = converse (fd, event, data, reply_secret, error);
  close (fd);
  while (waitpid (pid, NULL, 0) < 0 && errno == EINTR)
    ;
  g_spawn_close_pid (pid);
  return reply;
}
