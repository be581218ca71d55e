/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "edge.h"

G_BEGIN_DECLS

/** EdgeSigner: an SSH certificate authority, kept in a folder of files as ssh-keygen wants them */

/** edge_signer_new: @folder: ours alone; the authority's public key is written to "ssh_ca.pub" there */
EdgeSigner *edge_signer_new (const char *folder, GError **error);
void edge_signer_free (EdgeSigner *signer);

/** edge_signer_public_path: Returns: (transfer none): the file for sshd's TrustedUserCAKeys */
const char *edge_signer_public_path (const EdgeSigner *signer);

/** edge_signer_answer: POST /cdn-cgi/access/cert_sign (protocol.md, 5) */
void edge_signer_answer (EdgeRequest *request);

G_END_DECLS
