/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "session/kept-certificate.h"

G_BEGIN_DECLS

/**
 * LkCertifier:
 * @dir: the runtime folder
 * @store: the socket of the agent that is to hold certificates
 * @fedramp: whether the FedRAMP login service is used
 *
 * Obtains certificates for threads.
 */
typedef struct {
  const char *dir;
  const char *store;
  gboolean fedramp;
} LkCertifier;

/**
 * lk_certifier_run:
 *
 * Sees that the store holds a good certificate for @host, and waits for it: seconds at the most, since nobody
 * is asked to log in - the ProxyCommand of the same ssh has seen to that. Not to be called in the main
 * context.
 *
 * Returns: (transfer full): it; %NULL with an error of any layer
 */
LkKept *lk_certifier_run (const LkCertifier *certifier, const char *host, GError **error);

G_END_DECLS
