/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/**
 * LkTestTrace:
 * @work: runs in a process of its own; returns its exit code
 * @meanwhile: (nullable): what happens while that process stands still; %NULL to kill it there
 */
typedef struct {
  int (*work) (gpointer data);
  void (*meanwhile) (gpointer data);
  gpointer data;
} LkTestTrace;

/**
 * lk_test_trace:
 * @stop: where the process is stopped: at every odd number before a system call, at every even one after
 *   it, from 1
 * @code: (out): its exit code, -1 when it was killed
 *
 * Returns: %FALSE when it ended before
 */
gboolean lk_test_trace (const LkTestTrace *trace, guint stop, int *code);
