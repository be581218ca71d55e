/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/secret.h"
#include "cert/certificate.h"
#include "cert/key.h"

G_BEGIN_DECLS

/*
 * The messages of the ssh-agent protocol that a client needs (draft-ietf-sshm-ssh-agent). A request is
 * made with its length in front; a reply is what follows its own length.
 */

/** LK_AGENT_MESSAGE_MAX: the most bytes of a message; OpenSSH's agent sends and takes no longer ones */
#define LK_AGENT_MESSAGE_MAX (256 * 1024)

/** lk_agent_list: Returns: (transfer full): a request for the identities that the agent holds */
LkSecret *lk_agent_list (void);

/**
 * lk_agent_add:
 * @pair: the key of @certificate
 * @comment: what `ssh-add -l` shows
 * @lifetime: the seconds after which the agent forgets it
 *
 * Returns: (transfer full): a request to hold the certificate with its private key
 */
LkSecret *lk_agent_add (const LkKeyPair *pair,
                        const LkCertificate *certificate,
                        const char *comment,
                        guint32 lifetime);

/** lk_agent_remove: Returns: (transfer full): a request to forget the identity @blob */
LkSecret *lk_agent_remove (GBytes *blob);

/** LkAgentIdentity: a key or certificate that an agent holds, and its comment, printable */
typedef struct {
  GBytes *blob;
  char *comment;
} LkAgentIdentity;

void lk_agent_identity_free (LkAgentIdentity *identity);

/**
 * lk_agent_read_identities:
 *
 * Returns: (transfer full) (element-type LkAgentIdentity) (nullable): the reply to lk_agent_list(); %NULL
 *   when it is a refusal or malformed
 */
GPtrArray *lk_agent_read_identities (const void *reply, gsize length);

/** lk_agent_read_success: Returns: whether the reply to any other request says that it was done */
gboolean lk_agent_read_success (const void *reply, gsize length);

G_END_DECLS
