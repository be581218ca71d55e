/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sshconfig/ask-ssh.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/io.h"

#define PATIENCE_MS 5000
#define OUTPUT_MAX (16 * 1024 * 1024)

/* All three standard streams are files in memory: nothing can block, nothing is left behind. */
typedef struct {
  int in, out, err;
} Streams;

static void
streams_clear (Streams *streams)
{
  const int fds[] = {streams->in, streams->out, streams->err};

  for (gsize i = 0; i < G_N_ELEMENTS (fds); i++)
    if (fds[i] >= 0)
      close (fds[i]);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Streams, streams_clear)

static gboolean
open_streams (Streams *streams, const GString *config, GError **error)
{
  streams->in = memfd_create ("ssh-config", MFD_CLOEXEC);
  streams->out = memfd_create ("ssh-out", MFD_CLOEXEC);
  streams->err = memfd_create ("ssh-err", MFD_CLOEXEC);
  if (streams->in < 0 || streams->out < 0 || streams->err < 0) {
    g_set_error (error, LK_ERROR, LK_ERROR_CONFIG, _ ("cannot make a file in memory: %s"),
                 g_strerror (errno));
    return FALSE;
  }
  return lk_write_full (streams->in, config->str, config->len, error) &&
         lseek (streams->in, 0, SEEK_SET) == 0;
}

static char *
read_stream (int fd)
{
  off_t length = MIN (lseek (fd, 0, SEEK_END), OUTPUT_MAX);
  char *text = g_malloc0 ((gsize) MAX (length, 0) + 1);

  if (length <= 0 || lseek (fd, 0, SEEK_SET) != 0 || !lk_read_full (fd, text, (gsize) length, NULL))
    *text = '\0';
  return text;
}

/* Whether it ended well, and in time. */
static gboolean
wait_for (GPid child)
{
  int fd = pidfd_open (child, 0), status = -1;
  struct pollfd ended = {.fd = fd, .events = POLLIN};
  int n;

  do
    n = poll (&ended, 1, PATIENCE_MS);
  while (n < 0 && errno == EINTR);
  if (n <= 0)
    kill (child, SIGKILL);
  if (fd >= 0)
    close (fd);
  while (waitpid (child, &status, 0) < 0 && errno == EINTR)
    ;
  return WIFEXITED (status) && WEXITSTATUS (status) == 0;
}

char *
lk_ask_ssh (const char *ssh,
            const GString *config,
            const char *host,
            const char *user,
            char **complaint,
            GError **error)
{
  const char *argv[] = {ssh, "-G", "-F", "/dev/stdin", "-l", user, "--", host, NULL};
  const char *anonymous[] = {ssh, "-G", "-F", "/dev/stdin", "--", host, NULL};
  g_auto (Streams) streams = {-1, -1, -1};
  g_autoptr (GError) local = NULL;
  GPid child;

  *complaint = NULL;
  if (!open_streams (&streams, config, error))
    return NULL;
  if (!g_spawn_async_with_pipes_and_fds (NULL, user == NULL ? anonymous : argv, NULL,
                                         G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD, NULL,
                                         NULL, streams.in, streams.out, streams.err, NULL, NULL, 0,
                                         &child, NULL, NULL, NULL, &local)) {
    g_set_error (error, LK_ERROR, LK_ERROR_CONFIG, _ ("cannot run ssh: %s"), local->message);
    return NULL;
  }
  if (wait_for (child))
    return read_stream (streams.out);
  *complaint = read_stream (streams.err);
  return NULL;
}
