/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "carrier/tls-error.h"

#include <glib/gi18n-lib.h>
#include <openssl/err.h>
#include <openssl/x509.h>

#include "base/clock.h"
#include "base/error.h"

/* Who signed it, as a person may recognise the name of a company's proxy. */
static char *
issuer_name (X509 *certificate)
{
  char name[256] = "";
  const X509_NAME *issuer = X509_get_issuer_name (certificate);

  if (X509_NAME_get_text_by_NID (issuer, NID_commonName, name, sizeof name) < 0)
    X509_NAME_get_text_by_NID (issuer, NID_organizationName, name, sizeof name);
  return name[0] == '\0' ? g_strdup (_ ("somebody unknown")) : lk_printable (name, -1);
}

static void
set_verify_error (GError **error, SSL *ssl, const char *host, long result)
{
  /* A certificate that is not trusted is nobody's, for OpenSSL: it stands in the chain that was tried only. */
  STACK_OF (X509) *chain = SSL_get0_verified_chain (ssl);
  X509 *certificate = chain == NULL ? NULL : sk_X509_value (chain, 0);
  g_autofree char *issuer =
      certificate == NULL ? g_strdup (_ ("somebody unknown")) : issuer_name (certificate);
  g_autofree char *now = lk_clock_format (lk_clock_system ());

  switch (result) {
  case X509_V_ERR_CERT_NOT_YET_VALID:
    g_set_error (
        error, LK_ERROR, LK_ERROR_CLOCK,
        _ ("the certificate of %s is not valid yet; this machine's clock says %s - set it right"),
        host, now);
    break;
  case X509_V_ERR_CERT_HAS_EXPIRED:
    g_set_error (
        error, LK_ERROR, LK_ERROR_TLS,
        _ ("the certificate of %s has expired, if this machine's clock is right in saying %s"),
        host, now);
    break;
  case X509_V_ERR_HOSTNAME_MISMATCH:
  case X509_V_ERR_IP_ADDRESS_MISMATCH:
    g_set_error (error, LK_ERROR, LK_ERROR_TLS,
                 _ ("the certificate that answers for %s (issued by %s) is for another name; "
                    "something stands between"),
                 host, issuer);
    break;
  case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
  case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
  case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
  case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
  case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    g_set_error (error, LK_ERROR, LK_ERROR_TLS,
                 _ ("the certificate of %s is issued by '%s', whom this system does not trust; if "
                    "that is your "
                    "organization's proxy, add its authority to the system's certificates"),
                 host, issuer);
    break;
  default:
    g_set_error (error, LK_ERROR, LK_ERROR_TLS, _ ("the certificate of %s cannot be trusted: %s"),
                 host, X509_verify_cert_error_string (result));
  }
}

void
lk_tls_set_error (GError **error, SSL *ssl, const char *host, gboolean ended, int broken)
{
  unsigned long code = ERR_peek_last_error ();
  const char *reason = ERR_reason_error_string (code);
  long result = SSL_get_verify_result (ssl);

  if (result != X509_V_OK)
    set_verify_error (error, ssl, host, result);
  else if (broken != 0)
    g_set_error (
        error, LK_ERROR, LK_ERROR_TLS,
        _ ("the connection to %s was cut during the TLS handshake (%s); a firewall may be in "
           "the way"),
        host, g_strerror (broken));
  else if (ended)
    g_set_error (
        error, LK_ERROR, LK_ERROR_TLS,
        _ ("%s closed the connection during the TLS handshake; a firewall may be in the way"),
        host);
  else
    g_set_error (error, LK_ERROR, LK_ERROR_TLS, _ ("TLS with %s failed: %s"), host,
                 reason == NULL ? _ ("unknown reason") : reason);
  ERR_clear_error ();
}
