/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sshconfig/placement.h"

G_BEGIN_DECLS

/**
 * LkAccessHost:
 * @name: the host's name for ssh
 * @hostname: (nullable): the host as Access knows it, if @name is another
 * @user: (nullable): the user there
 * @file: the number of the file that it shall be in
 * @latchkey: the path of `latchkey`
 * @fedramp: whether it logs in at Cloudflare's FedRAMP service
 * @certificate: whether ssh logs in there with a short-lived certificate instead of a key
 *
 * A host behind Access that is to be added to a configuration.
 */
typedef struct {
  const char *name;
  const char *hostname;
  const char *user;
  guint file;
  const char *latchkey;
  gboolean fedramp;
  gboolean certificate;
} LkAccessHost;

/**
 * lk_config_add_access_host:
 * @placement: (out): where it stands, and why; to be cleared
 *
 * Adds the host's block where it takes effect and, for a certificate, a Match block of its own behind it.
 *
 * Returns: %FALSE with %LK_ERROR_USAGE or an error of lk_runtime_dir(), the tree perhaps half changed
 */
gboolean lk_config_add_access_host (LkConfigTree *tree,
                                    const LkAccessHost *host,
                                    LkConfigPlacement *placement,
                                    GError **error);

G_END_DECLS
