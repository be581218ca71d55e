/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include <gio/gunixsocketaddress.h>

#include "cert/agent-message.h"
#include "testlib-ssh.h"

#define PATIENCE (30 * G_USEC_PER_SEC)

/* Sends a request to the real ssh-agent. Returns its reply, without the length. */
static GBytes *
ask (TestSsh *ssh, LkSecret *request)
{
  g_autoptr (LkSecret) own = request;
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (ssh->socket);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) connection =
      g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), NULL, &error);
  g_autoptr (GDataInputStream) in = NULL;

  g_assert_no_error (error);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)),
                             lk_secret_text (own), lk_secret_length (own), NULL, NULL, &error);
  g_assert_no_error (error);
  in = g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));

  gsize length = g_data_input_stream_read_uint32 (in, NULL, &error);
  g_autofree guint8 *reply = g_malloc0 (length);

  g_input_stream_read_all (G_INPUT_STREAM (in), reply, length, NULL, NULL, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (g_steal_pointer (&reply), length);
}

static gboolean
succeeds (TestSsh *ssh, LkSecret *request)
{
  g_autoptr (GBytes) reply = ask (ssh, request);
  gsize length;
  const void *data = g_bytes_get_data (reply, &length);

  return lk_agent_read_success (data, length);
}

static GPtrArray *
list (TestSsh *ssh)
{
  g_autoptr (GBytes) reply = ask (ssh, lk_agent_list ());
  gsize length;
  const void *data = g_bytes_get_data (reply, &length);
  GPtrArray *identities = lk_agent_read_identities (data, length);

  g_assert_nonnull (identities);
  return identities;
}

/* A certificate goes in, is what ssh-add lists, and comes out; the agent's other key stays. */
static void
test_real_agent (void)
{
  g_autoptr (TestSsh) ssh = test_ssh_new ("ed25519");
  g_autoptr (LkKeyPair) pair = lk_key_pair_new (NULL);
  g_autofree char *line = test_ssh_sign (ssh, pair, "-I", "x", "-n", "alice", NULL);
  g_autoptr (LkCertificate) certificate = lk_certificate_parse_line (line, strlen (line), NULL);
  g_autofree char *ours = lk_certificate_line (certificate);

  test_ssh_agent (ssh);
  g_free (test_ssh_run (ssh, "ssh-add", "-q", "ca", NULL));
  g_assert_true (succeeds (ssh, lk_agent_add (pair, certificate, "the comment", 600)));

  g_autofree char *listed = test_ssh_run (ssh, "ssh-add", "-L", NULL);
  g_autofree char *expected = g_strconcat (ours, " the comment\n", NULL);

  g_assert_nonnull (strstr (listed, expected));

  /* The agent signs with it: its private number is the certificate's. */
  g_free (test_ssh_run (ssh, "ssh-add", "-T", "key-cert.pub", NULL));

  g_autoptr (GPtrArray) both = list (ssh);
  const LkAgentIdentity *last = g_ptr_array_index (both, both->len - 1);

  g_assert_cmpuint (both->len, ==, 2);
  g_assert_true (g_bytes_equal (last->blob, certificate->blob));
  g_assert_cmpstr (last->comment, ==, "the comment");

  g_assert_true (succeeds (ssh, lk_agent_remove (certificate->blob)));
  g_assert_false (succeeds (ssh, lk_agent_remove (certificate->blob)));

  g_autoptr (GPtrArray) one = list (ssh);

  g_assert_cmpuint (one->len, ==, 1);
}

static void
test_lifetime (void)
{
  g_autoptr (TestSsh) ssh = test_ssh_new ("ed25519");
  g_autoptr (LkKeyPair) pair = lk_key_pair_new (NULL);
  g_autofree char *line = test_ssh_sign (ssh, pair, "-I", "x", "-n", "alice", NULL);
  g_autoptr (LkCertificate) certificate = lk_certificate_parse_line (line, strlen (line), NULL);
  gint64 end = g_get_monotonic_time () + PATIENCE;
  guint left;

  test_ssh_agent (ssh);
  g_assert_true (succeeds (ssh, lk_agent_add (pair, certificate, "x", 1)));
  do {
    g_autoptr (GPtrArray) identities = list (ssh);

    left = identities->len;
    g_usleep (20000);
  } while (left > 0 && g_get_monotonic_time () < end);
  g_assert_cmpuint (left, ==, 0);
}

static void
test_malformed (void)
{
  static const struct {
    const char *data;
    gsize length;
  } replies[] = {
      {"", 0},
      {"\5", 1},
      {"\14", 1},
      {"\14\0\0\0\0x", 6},
      {"\14\0\0\0\1", 5},
      {"\14\0\0\0\1\0\0\0\1b\0\0\0\2c", 15},
      {"\14\377\377\377\377", 5},
      {"\6\0\0\0\0", 5},
  };
  g_autofree char *large = g_malloc0 (LK_AGENT_MESSAGE_MAX + 1);

  for (gsize i = 0; i < G_N_ELEMENTS (replies); i++)
    g_assert_null (lk_agent_read_identities (replies[i].data, replies[i].length));
  large[0] = 12;
  g_assert_null (lk_agent_read_identities (large, LK_AGENT_MESSAGE_MAX + 1));
  g_assert_true (lk_agent_read_success ("\6", 1));
  g_assert_false (lk_agent_read_success ("\6x", 2));
  g_assert_false (lk_agent_read_success ("", 0));
}

static void
check_request (const char *data, gsize length, LkAgentRequest expected, gsize blob_length)
{
  g_autoptr (GBytes) blob = NULL;

  g_assert_cmpint (lk_agent_read_request (data, length, &blob), ==, expected);
  g_assert_true ((blob != NULL) == (expected == LK_AGENT_REQUEST_KEY));
  if (blob != NULL)
    g_assert_cmpuint (g_bytes_get_size (blob), ==, blob_length);
}

static void
test_requests (void)
{
  static const char bind[] = "\33\0\0\0\30session-bind@openssh.com...";
  static const char sign[] = "\15\0\0\0\2kk\0\0\0\1d\0\0\0";

  check_request ("\13", 1, LK_AGENT_REQUEST_LIST, 0);
  check_request ("\13x", 2, LK_AGENT_REQUEST_OTHER, 0);
  check_request ("", 0, LK_AGENT_REQUEST_OTHER, 0);
  check_request (bind, sizeof bind - 1, LK_AGENT_REQUEST_BIND, 0);
  check_request ("\33\0\0\0\5query", 10, LK_AGENT_REQUEST_OTHER, 0);
  check_request (sign, sizeof sign, LK_AGENT_REQUEST_KEY, 2);
  check_request ("\22\0\0\0\2kk", 7, LK_AGENT_REQUEST_KEY, 2);
  check_request ("\22\0\0\0\2kkx", 8, LK_AGENT_REQUEST_OTHER, 0);
  check_request (sign, sizeof sign - 1, LK_AGENT_REQUEST_OTHER, 0);
  check_request ("\31...", 4, LK_AGENT_REQUEST_OTHER, 0);
}

/* What comes of two agents' identities is read again, the other's byte for byte. */
static void
test_write_identities (void)
{
  static const char theirs[] = "\14\0\0\0\1\0\0\0\1b\0\0\0\2c\n";
  g_autoptr (GPtrArray) own =
      g_ptr_array_new_with_free_func ((GDestroyNotify) lk_agent_identity_free);
  LkAgentIdentity *identity = g_new0 (LkAgentIdentity, 1);
  g_autoptr (GBytes) others = g_bytes_new (theirs, sizeof theirs - 1);
  g_autoptr (GBytes) refusal = lk_agent_write_failure ();

  identity->blob = g_bytes_new ("a", 1);
  identity->comment = g_strdup ("x");
  g_ptr_array_add (own, identity);

  g_autoptr (GBytes) both = lk_agent_write_identities (own, others);
  g_autoptr (GBytes) alone = lk_agent_write_identities (own, refusal);
  static const char expected[] = "\14\0\0\0\2\0\0\0\1a\0\0\0\1x\0\0\0\1b\0\0\0\2c\n";
  static const char expected_alone[] = "\14\0\0\0\1\0\0\0\1a\0\0\0\1x";

  g_assert_cmpmem (g_bytes_get_data (both, NULL), g_bytes_get_size (both), expected,
                   sizeof expected - 1);
  g_assert_cmpmem (g_bytes_get_data (alone, NULL), g_bytes_get_size (alone), expected_alone,
                   sizeof expected_alone - 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/agent/real", test_real_agent);
  g_test_add_func ("/agent/lifetime", test_lifetime);
  g_test_add_func ("/agent/malformed", test_malformed);
  g_test_add_func ("/agent/requests", test_requests);
  g_test_add_func ("/agent/write-identities", test_write_identities);
  return g_test_run ();
}
