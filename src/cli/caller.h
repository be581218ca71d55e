/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LkCaller:
 * @batch: ssh was told to ask nothing (BatchMode)
 * @connect_timeout: the seconds after which ssh gives up, 0 when it waits for ever
 *
 * What can be known of the ssh that runs this helper: its command line. (ssh hands a ProxyCommand
 * nothing else; a BatchMode in the configuration file is not seen here.)
 */
typedef struct {
  gboolean batch;
  int connect_timeout;
} LkCaller;

/** lk_caller_find: looks at this process's parents for an ssh */
void lk_caller_find (LkCaller *caller);

/** lk_caller_parse: reads @argv of an ssh */
void lk_caller_parse (LkCaller *caller, const char *const *argv);

G_END_DECLS
