/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cert/certificate.h"
#include "cert/key.h"

G_BEGIN_DECLS

typedef enum {
  LK_KEPT_IN_AGENT, /* certificate and private key, until the certificate ends */
  LK_KEPT_IN_FILES, /* both, in the runtime folder, which is memory and gone at log-out */
  LK_KEPT_NOWHERE,  /* the private key is not there any more */
} LkKeptPlace;

/**
 * LkKept:
 * @host: whom the certificate opens
 * @certificate: it, good or not
 * @place: where its private key is
 * @identity: what ssh's IdentityFile is to name; for a key in the agent only its ".pub" exists
 *
 * A certificate of this user, kept for ssh.
 */
typedef struct {
  char *host;
  LkCertificate *certificate;
  LkKeptPlace place;
  char *identity;
} LkKept;

void lk_kept_free (LkKept *kept);

/** lk_kept_is_usable: Returns: whether ssh can use it and it is not near its end */
gboolean lk_kept_is_usable (const LkKept *kept, gint64 now);

/*
 * These block for a few seconds at the most, so they belong into a thread. @dir is the runtime folder,
 * @agent (nullable) the path of the agent's socket; @host is canonical (lk_host_parse()).
 */

/** lk_kept_lookup: Returns: (transfer full) (nullable): what is kept for @host */
LkKept *lk_kept_lookup (const char *dir, const char *agent, const char *host);

/** lk_kept_list: Returns: (transfer full) (element-type LkKept): all there is, `latchkey agent` asked too */
GPtrArray *lk_kept_list (const char *dir, const char *agent);

/**
 * lk_kept_save:
 * @pair: the key of @certificate
 *
 * Gives both to the agent until the certificate ends; where there is none, or it does not hold it, writes
 * files of mode 0600. Whatever was kept for @host before is gone.
 *
 * Returns: (transfer full): what is kept now; %NULL with %LK_ERROR_CONFIG
 */
LkKept *lk_kept_save (const char *dir,
                      const char *agent,
                      const char *host,
                      const LkKeyPair *pair,
                      const LkCertificate *certificate,
                      gint64 now,
                      GError **error);

/** lk_kept_remove_expired: removes those of ours whose end has come, from files and agent */
void lk_kept_remove_expired (const char *dir, const char *agent, gint64 now);

/** lk_kept_forget: removes what is kept for @host, from files, @agent and `latchkey agent` */
void lk_kept_forget (const char *dir, const char *agent, const char *host);

/**
 * lk_kept_lock:
 *
 * Waits until nobody else sees to a certificate for @host. The kernel drops the lock when its holder ends.
 *
 * Returns: a descriptor to close; -1 with %LK_ERROR_CONFIG
 */
int lk_kept_lock (const char *dir, const char *host, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkKept, lk_kept_free)

G_END_DECLS
