/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "carrier/output.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIPE_ROOM (256 * 1024)

/* A terminal that poll(2) calls writable takes at least this much without blocking for long. */
#define TERMINAL_PIECE 512

void
lk_pipe_grow (int fd)
{
  /* Fails on what is no pipe, and beyond the user's limit. */
  (void) fcntl (fd, F_SETPIPE_SZ, PIPE_ROOM);
}

void
lk_output_open (LkOutput *output, int fd)
{
  struct stat st;

  *output = (LkOutput){.fd = fd};
  if (fstat (fd, &st) != 0)
    return;
  output->socket = S_ISSOCK (st.st_mode);
  if (S_ISFIFO (st.st_mode)) {
    g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", fd);
    int again = open (path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);

    lk_pipe_grow (fd);
    output->ours = again >= 0;
    if (again >= 0)
      output->fd = again;
  }
  if (!output->socket && !output->ours && !S_ISREG (st.st_mode))
    output->piece = TERMINAL_PIECE;
}

gssize
lk_output_write (LkOutput *output, struct iovec *pieces, int n_pieces)
{
  struct msghdr message = {.msg_iov = pieces, .msg_iovlen = (size_t) n_pieces};
  gssize n;

  if (output->socket) {
    do
      n = sendmsg (output->fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
    while (n < 0 && errno == EINTR);
    return n;
  }
  if (output->piece > 0 && !output->ready) {
    errno = EAGAIN;
    return -1;
  }
  output->ready = FALSE;
  do
    n = output->piece > 0
            ? write (output->fd, pieces[0].iov_base, MIN (pieces[0].iov_len, output->piece))
            : writev (output->fd, pieces, n_pieces);
  while (n < 0 && errno == EINTR);
  return n;
}

void
lk_output_close (LkOutput *output)
{
  if (output->ours)
    close (output->fd);
}
