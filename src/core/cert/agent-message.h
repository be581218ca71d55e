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

/*
 * What an agent needs that stands before others. A request comes without its length, and a reply is made
 * without it.
 */

typedef enum {
  LK_AGENT_REQUEST_LIST,
  LK_AGENT_REQUEST_KEY,  /* to sign with one key, or to forget it */
  LK_AGENT_REQUEST_BIND, /* OpenSSH's extension session-bind@openssh.com */
  LK_AGENT_REQUEST_OTHER,
} LkAgentRequest;

/**
 * lk_agent_read_request:
 * @blob: (out) (transfer full) (nullable): the key that it is about, %NULL unless it is %LK_AGENT_REQUEST_KEY
 *
 * Returns: of which kind the request is, of whatever content; a malformed one is another
 */
LkAgentRequest lk_agent_read_request (const void *request, gsize length, GBytes **blob);

/**
 * lk_agent_write_identities:
 * @own: (element-type LkAgentIdentity): what comes first
 * @others: (nullable): another agent's reply to the same request, whose identities follow; ignored when it
 *   is none
 *
 * Returns: (transfer full): the reply to a list
 */
GBytes *lk_agent_write_identities (GPtrArray *own, GBytes *others);

/** lk_agent_write_failure: Returns: (transfer full): the reply that refuses */
GBytes *lk_agent_write_failure (void);

G_END_DECLS
