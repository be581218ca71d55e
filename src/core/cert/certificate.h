/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define LK_CERTIFICATE_TYPE "ecdsa-sha2-nistp256-cert-v01@openssh.com"

/** LK_CERTIFICATE_MAX: the most bytes of a certificate, as a line or in binary, that make sense */
#define LK_CERTIFICATE_MAX (64 * 1024)

/**
 * LkCertificate:
 * @blob: all of it in SSH's wire format, as an agent names it
 * @key_blob: the public key that it is about, likewise
 * @serial: the authority's number for it
 * @key_id: the authority's name for it, printable
 * @principals: (array zero-terminated): the users that it may log in as, printable
 * @valid_after: seconds since the Epoch from which it is good
 * @valid_before: and from which it is no more; %G_MAXINT64 for never
 * @authority: the signing key's fingerprint, "SHA256:…" as ssh-keygen prints it
 *
 * An OpenSSH user certificate of a P-256 key (OpenSSH's PROTOCOL.certkeys). The authority's signature is
 * the server's to verify, and is not verified here.
 */
typedef struct {
  GBytes *blob;
  GBytes *key_blob;
  guint64 serial;
  char *key_id;
  char **principals;
  gint64 valid_after;
  gint64 valid_before;
  char *authority;
} LkCertificate;

/** lk_certificate_parse: Returns: (transfer full): @blob taken apart; %NULL with %LK_ERROR_ACCESS */
LkCertificate *lk_certificate_parse (GBytes *blob, GError **error);

/**
 * lk_certificate_parse_line:
 * @line: "TYPE BASE64 [COMMENT]", as in a -cert.pub file
 *
 * Returns: (transfer full): the certificate; %NULL with %LK_ERROR_ACCESS
 */
LkCertificate *lk_certificate_parse_line (const char *line, gsize length, GError **error);

void lk_certificate_free (LkCertificate *certificate);

/** lk_certificate_line: Returns: (transfer full): it as a line without a comment and a line feed */
char *lk_certificate_line (const LkCertificate *certificate);

/**
 * lk_certificate_renew_at:
 *
 * Returns: when another one is worth asking for: a tenth of its life before the end, at least 5 seconds
 *   and at most a minute. The one place where this is computed.
 */
gint64 lk_certificate_renew_at (const LkCertificate *certificate);

/**
 * lk_certificate_advise_user:
 * @principals: the users that a certificate is for
 * @user: whom ssh logs in as
 *
 * ssh says no more than "Permission denied" where they do not match. The server may map users, so that it is
 * advice and no error.
 *
 * Returns: (transfer full) (nullable): a sentence; %NULL when @user is one of @principals
 */
char *lk_certificate_advise_user (const char *const *principals, const char *user);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkCertificate, lk_certificate_free)

G_END_DECLS
