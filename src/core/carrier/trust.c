/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "carrier/trust.h"

#include <string.h>
#include <glib.h>
#include <openssl/err.h>
#include <openssl/x509.h>

#include "base/io.h"

#define BUNDLE_MAX (16 * 1024 * 1024)

/* Where systems keep their authorities: by hash of the subject, or all in one file. */
static const char *const folders[] = {
    "/etc/ssl/certs",     /* Debian, openSUSE, Alpine, Arch */
    "/etc/pki/tls/certs", /* Fedora; older ones have the bundle only */
    "/etc/pki/ca-trust/extracted/pem/directory-hash", "/run/host/etc/ssl/certs", /* Flatpak */
};
static const char *const bundles[] = {
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
    "/run/host/etc/ssl/certs/ca-certificates.crt",
};

/*
 * Adds to @store the certificate in the PEM block at *@at if its subject may be @name, and moves on. Most
 * certificates are told apart by their bytes, without being parsed.
 */
static void
take_block (X509_STORE *store,
            const char **at,
            const char *end,
            GBytes *name,
            const X509_NAME *subject)
{
  static const char begin[] = "-----BEGIN CERTIFICATE-----", finish[] = "-----END CERTIFICATE-----";
  const char *start = g_strstr_len (*at, end - *at, begin);
  const char *stop = start == NULL ? NULL : g_strstr_len (start, end - start, finish);
  g_autofree guchar *der = NULL;
  const guchar *p;
  gsize length = 0;
  int state = 0;
  guint save = 0;

  *at = stop == NULL ? end : stop + strlen (finish);
  if (stop == NULL)
    return;
  start += strlen (begin);
  der = g_malloc ((gsize) (stop - start) / 4 * 3 + 3);
  length = g_base64_decode_step (start, (gsize) (stop - start), der, &state, &save);
  p = der;
  if (memmem (der, length, g_bytes_get_data (name, NULL), g_bytes_get_size (name)) == NULL)
    return;

  X509 *certificate = d2i_X509 (NULL, &p, (long) length);
  if (certificate != NULL && X509_NAME_cmp (X509_get_subject_name (certificate), subject) == 0)
    X509_STORE_add_cert (store, certificate);
  X509_free (certificate);
}

/*
 * Several authorities can have the same name: all of them go into the store, where the verification finds
 * out by their key identifiers which one it was.
 */
static void
scan_bundle (X509_STORE *store, const char *path, const X509_NAME *subject)
{
  g_autoptr (GBytes) bundle = lk_read_file (path, BUNDLE_MAX, NULL);
  g_autoptr (GBytes) name = NULL;
  guchar *encoded = NULL;
  int length = i2d_X509_NAME (subject, &encoded);

  if (bundle != NULL && length > 0) {
    const char *at = g_bytes_get_data (bundle, NULL);
    const char *end = at + g_bytes_get_size (bundle);

    name = g_bytes_new (encoded, (gsize) length);
    while (at < end)
      take_block (store, &at, end, name, subject);
  }
  ERR_clear_error ();
  OPENSSL_free (encoded);
}

/* Whether the server sent the certificate of that name itself, so that it is no authority to be looked for. */
static gboolean
was_sent (X509_STORE_CTX *context, const X509_NAME *subject)
{
  STACK_OF (X509) *sent = X509_STORE_CTX_get0_untrusted (context);

  for (int i = 0; i < sk_X509_num (sent); i++) {
    X509 *certificate = sk_X509_value (sent, i);

    if (X509_NAME_cmp (X509_get_subject_name (certificate), subject) == 0 &&
        X509_NAME_cmp (X509_get_issuer_name (certificate), subject) != 0)
      return TRUE;
  }
  return FALSE;
}

/* Finds who issued @certificate: in the folders, else in the files, SSL_CERT_FILE's first. */
static int
get_issuer (X509 **issuer, X509_STORE_CTX *context, X509 *certificate)
{
  X509_STORE *store = X509_STORE_CTX_get0_store (context);
  const X509_NAME *subject = X509_get_issuer_name (certificate);
  const char *extra = g_getenv (X509_get_default_cert_file_env ());
  int found = X509_STORE_CTX_get1_issuer (issuer, context, certificate);

  if (found != 0 || was_sent (context, subject))
    return found;
  if (extra != NULL && *extra != '\0') {
    scan_bundle (store, extra, subject);
    found = X509_STORE_CTX_get1_issuer (issuer, context, certificate);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (bundles) && found == 0; i++) {
    scan_bundle (store, bundles[i], subject);
    found = X509_STORE_CTX_get1_issuer (issuer, context, certificate);
  }
  return found;
}

static void
add_folder (X509_STORE *store, const char *path)
{
  X509_LOOKUP *lookup = X509_STORE_add_lookup (store, X509_LOOKUP_hash_dir ());

  if (lookup != NULL && g_file_test (path, G_FILE_TEST_IS_DIR))
    X509_LOOKUP_add_dir (lookup, path, X509_FILETYPE_PEM);
}

static void
add_authorities (X509_STORE *store)
{
  const char *extra = g_getenv (X509_get_default_cert_dir_env ());

  if (extra != NULL && *extra != '\0')
    add_folder (store, extra);
  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
    add_folder (store, folders[i]);
  X509_STORE_set_get_issuer (store, get_issuer);
}

SSL_CTX *
lk_trust_context (void)
{
  static gsize context;

  if (g_once_init_enter (&context)) {
    SSL_CTX *made = SSL_CTX_new (TLS_client_method ());

    if (made == NULL)
      g_error ("OpenSSL cannot be used: out of memory or misconfigured");
    SSL_CTX_set_min_proto_version (made, TLS1_2_VERSION);
    SSL_CTX_set_verify (made, SSL_VERIFY_PEER, NULL);
    SSL_CTX_set_mode (made, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_session_cache_mode (made, SSL_SESS_CACHE_OFF);
    add_authorities (SSL_CTX_get_cert_store (made));
    g_once_init_leave (&context, (gsize) made);
  }
  return (SSL_CTX *) context;
}
