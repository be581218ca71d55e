/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sys/uio.h>
#include <glib.h>

G_BEGIN_DECLS

/**
 * LkOutput:
 *
 * A descriptor of the caller's to write to without ever blocking and without changing its flags, which
 * other processes may share (a terminal): a pipe is opened a second time, a socket is told with each call,
 * and anything else is written to in small pieces once poll(2) says it is ready.
 */
typedef struct {
  int fd;
  gboolean ours; /* opened here */
  gboolean socket;
  gsize piece; /* the most to write at once, 0 for no limit */
  gboolean ready;
} LkOutput;

void lk_output_open (LkOutput *output, int fd);

/**
 * lk_output_write:
 *
 * Returns: how many bytes were written; -1 with errno, EAGAIN when it has to be polled for POLLOUT first
 */
gssize lk_output_write (LkOutput *output, struct iovec *pieces, int n_pieces);

void lk_output_close (LkOutput *output);

/** lk_pipe_grow: gives a pipe room for 256 KiB, so that fewer system calls fill and empty it */
void lk_pipe_grow (int fd);

G_END_DECLS
