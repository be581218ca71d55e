/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include <sys/stat.h>

#include "cert/key.h"
#include "cert/wire.h"
#include "testlib-ssh.h"

/* ssh-keygen takes the private key and finds the same public one in it. */
static void
test_openssh_reads_it (void)
{
  g_autoptr (TestSsh) ssh = test_ssh_new ("ed25519");
  g_autoptr (LkKeyPair) pair = lk_key_pair_new (NULL);
  g_autoptr (LkSecret) pem = lk_key_pair_pem (pair);
  g_autofree char *path = g_build_filename (ssh->dir, "key", NULL);
  g_autofree char *line = lk_key_pair_line (pair);
  g_autofree char *theirs = NULL;

  g_assert_true (g_file_set_contents_full (path, lk_secret_text (pem), -1, 0, 0600, NULL));
  theirs = test_ssh_run (ssh, "ssh-keygen", "-y", "-P", "", "-f", path, NULL);
  g_assert_cmpstr (g_strchomp (theirs), ==, line);
}

static void
test_fresh (void)
{
  g_autoptr (LkKeyPair) one = lk_key_pair_new (NULL);
  g_autoptr (LkKeyPair) two = lk_key_pair_new (NULL);

  g_assert_false (g_bytes_equal (lk_key_pair_get_blob (one), lk_key_pair_get_blob (two)));
}

static void
test_pem (void)
{
  g_autoptr (LkKeyPair) pair = lk_key_pair_new (NULL);
  g_autoptr (LkSecret) pem = lk_key_pair_pem (pair);
  g_autoptr (LkKeyPair) again = lk_key_pair_from_pem (lk_secret_text (pem), lk_secret_length (pem));
  guint8 one[LK_KEY_SCALAR_SIZE], two[LK_KEY_SCALAR_SIZE];

  g_assert_nonnull (again);
  g_assert_true (g_bytes_equal (lk_key_pair_get_blob (pair), lk_key_pair_get_blob (again)));
  lk_key_pair_get_scalar (pair, one);
  lk_key_pair_get_scalar (again, two);
  g_assert_cmpmem (one, sizeof one, two, sizeof two);

  for (gsize length = 0; length + 2 < lk_secret_length (pem); length += 7)
    g_assert_null (lk_key_pair_from_pem (lk_secret_text (pem), length));
}

/* Files of another kind, one with a passphrase among them, are refused without a question. */
static void
test_foreign_pem (void)
{
  static const char *const options[][2] = {
      {"ec_paramgen_curve:P-384", NULL}, {"ec_paramgen_curve:P-256", "-aes128"}, {NULL, NULL}};
  g_autoptr (TestSsh) ssh = test_ssh_new ("ed25519");

  for (gsize i = 0; i < G_N_ELEMENTS (options); i++) {
    g_autofree char *pem =
        options[i][0] == NULL
            ? test_ssh_run (ssh, "openssl", "genpkey", "-algorithm", "ed25519", NULL)
            : test_ssh_run (ssh, "openssl", "genpkey", "-algorithm", "EC", "-pass", "pass:x",
                            "-pkeyopt", options[i][0], options[i][1], NULL);

    g_assert_nonnull (strstr (pem, "-----BEGIN"));
    g_assert_null (lk_key_pair_from_pem (pem, strlen (pem)));
  }
}

static void
test_wire (void)
{
  static const guint8 high[] = {0x00, 0x00, 0x80, 0x01}, low[] = {0x7f}, zero[] = {0x00};
  static const guint8 expected[] = {0, 0, 0, 3, 0, 0x80, 1, 0, 0, 0, 1, 0x7f, 0, 0, 0, 0};
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autofree char *text = NULL;

  lk_ssh_put_mpint (out, high, sizeof high);
  lk_ssh_put_mpint (out, low, sizeof low);
  lk_ssh_put_mpint (out, zero, sizeof zero);
  g_assert_cmpmem (out->data, out->len, expected, sizeof expected);

  LkSshReader reader = lk_ssh_reader (out->data, out->len);

  g_assert_cmpuint (lk_ssh_read_string (&reader).length, ==, 3);
  g_assert_cmpuint (lk_ssh_read_u64 (&reader), ==, 0x000000017f000000);
  g_assert_false (lk_ssh_reader_done (&reader));
  g_assert_cmpuint (lk_ssh_read_byte (&reader), ==, 0);
  g_assert_true (lk_ssh_reader_done (&reader));
  g_assert_cmpuint (lk_ssh_read_byte (&reader), ==, 0);
  g_assert_false (lk_ssh_reader_done (&reader));

  /* A length beyond the end, and a text with a NUL. */
  reader = lk_ssh_reader ("\xff\xff\xff\xff....", 8);
  g_assert_true (lk_ssh_read_string (&reader).spoilt);
  reader = lk_ssh_reader ("\0\0\0\3a\0b", 7);
  text = lk_ssh_read_text (&reader, 10);
  g_assert_cmpstr (text, ==, "");
  g_assert_true (reader.spoilt);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/key/openssh-reads-it", test_openssh_reads_it);
  g_test_add_func ("/key/fresh", test_fresh);
  g_test_add_func ("/key/pem", test_pem);
  g_test_add_func ("/key/foreign-pem", test_foreign_pem);
  g_test_add_func ("/key/wire", test_wire);
  return g_test_run ();
}
