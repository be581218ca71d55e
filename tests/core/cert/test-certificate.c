/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/error.h"
#include "cert/certificate.h"
#include "testlib-ssh.h"

#define BEGIN 1767225600 /* 20260101000000Z */

static LkCertificate *
parse (const char *line, GError **error)
{
  return lk_certificate_parse_line (line, strlen (line), error);
}

/* What we read is what ssh-keygen wrote, and says of it with -L. */
static void
test_real (gconstpointer type)
{
  g_autoptr (TestSsh) ssh = test_ssh_new (type);
  g_autoptr (LkKeyPair) pair = lk_key_pair_new (NULL);
  g_autofree char *line =
      test_ssh_sign (ssh, pair, "-I", "the id", "-n", "alice,bob", "-z", "18446744073709551615",
                     "-V", "20260101000000Z:20260101000500Z", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (LkCertificate) certificate = parse (line, &error);
  g_autofree char *said = test_ssh_run (ssh, "ssh-keygen", "-L", "-f", "key-cert.pub", NULL);

  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (certificate->key_blob, lk_key_pair_get_blob (pair)));
  g_assert_cmpuint (certificate->serial, ==, G_MAXUINT64);
  g_assert_cmpstr (certificate->key_id, ==, "the id");
  g_assert_cmpstr (certificate->principals[0], ==, "alice");
  g_assert_cmpstr (certificate->principals[1], ==, "bob");
  g_assert_null (certificate->principals[2]);
  g_assert_cmpint (certificate->valid_after, ==, BEGIN);
  g_assert_cmpint (certificate->valid_before, ==, BEGIN + 300);
  g_assert_cmpint (lk_certificate_renew_at (certificate), ==, BEGIN + 300 - 30);
  g_assert_nonnull (strstr (said, certificate->authority));

  g_autofree char *again = lk_certificate_line (certificate);
  g_assert_true (g_str_has_prefix (line, again));
}

static void
test_for_ever (void)
{
  g_autoptr (TestSsh) ssh = test_ssh_new ("ed25519");
  g_autoptr (LkKeyPair) pair = lk_key_pair_new (NULL);
  g_autofree char *line = test_ssh_sign (ssh, pair, "-I", "x", "-n", "alice", NULL);
  g_autoptr (LkCertificate) certificate = parse (line, NULL);

  g_assert_cmpint (certificate->valid_after, ==, 0);
  g_assert_cmpint (certificate->valid_before, ==, G_MAXINT64);
  g_assert_cmpint (lk_certificate_renew_at (certificate), ==, G_MAXINT64 - 60);
}

static void
assert_refused (const char *line, const char *why)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (parse (line, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_ACCESS);
  if (strstr (error->message, why) == NULL)
    g_error ("'%s' does not say '%s'", error->message, why);
}

static void
test_refused (void)
{
  g_autoptr (TestSsh) ssh = test_ssh_new ("ed25519");
  g_autoptr (LkKeyPair) pair = lk_key_pair_new (NULL);
  g_autofree char *plain = lk_key_pair_line (pair);
  g_autofree char *host = test_ssh_sign (ssh, pair, "-h", "-I", "x", "-n", "alice", NULL);
  g_autofree char *nobody = test_ssh_sign (ssh, pair, "-I", "x", NULL);
  g_autofree char *ca = NULL;
  g_autofree char *path = g_build_filename (ssh->dir, "ca.pub", NULL);

  g_assert_true (g_file_get_contents (path, &ca, NULL, NULL));
  assert_refused ("", "another type");
  assert_refused (plain, "another type");
  assert_refused (ca, "another type");
  assert_refused (LK_CERTIFICATE_TYPE " ", "another type");
  assert_refused (host, "for hosts");
  assert_refused (nobody, "names no user");
}

static void
test_user (void)
{
  static const char *const principals[] = {"alice", "ops", NULL};
  g_autofree char *one = lk_certificate_advise_user (principals, "ops");
  g_autofree char *other = lk_certificate_advise_user (principals, "bob");

  g_assert_null (one);
  g_assert_cmpstr (
      other, ==,
      "the certificate is for the user 'alice' or 'ops', and ssh logs in as 'bob'; if that is "
      "denied, put 'User alice' into the host's lines of ~/.ssh/config");
}

/* However it is cut or bent, it is refused or read, and nothing else happens. */
static void
test_hostile (void)
{
  g_autoptr (TestSsh) ssh = test_ssh_new ("rsa");
  g_autoptr (LkKeyPair) pair = lk_key_pair_new (NULL);
  g_autofree char *line = test_ssh_sign (ssh, pair, "-I", "x", "-n", "alice,bob", NULL);
  g_autoptr (LkCertificate) certificate = parse (line, NULL);
  gsize length;
  const guint8 *data = g_bytes_get_data (certificate->blob, &length);

  for (gsize i = 0; i < length; i++) {
    g_autoptr (GBytes) cut = g_bytes_new (data, i);

    g_assert_null (lk_certificate_parse (cut, NULL));
  }
  for (gsize i = 0; i < length * 8; i++) {
    guint8 *bent = g_memdup2 (data, length);

    bent[i / 8] ^= (guint8) (1U << i % 8);
    g_autoptr (GBytes) bytes = g_bytes_new_take (bent, length);
    g_autoptr (LkCertificate) read = lk_certificate_parse (bytes, NULL);
    g_assert_true (read == NULL || read->principals[0] != NULL);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/certificate/real/ecdsa", "ecdsa", test_real);
  g_test_add_data_func ("/certificate/real/ed25519", "ed25519", test_real);
  g_test_add_data_func ("/certificate/real/rsa", "rsa", test_real);
  g_test_add_func ("/certificate/for-ever", test_for_ever);
  g_test_add_func ("/certificate/refused", test_refused);
  g_test_add_func ("/certificate/user", test_user);
  g_test_add_func ("/certificate/hostile", test_hostile);
  return g_test_run ();
}
