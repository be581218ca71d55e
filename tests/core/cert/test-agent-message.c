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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/agent/real", test_real_agent);
  g_test_add_func ("/agent/lifetime", test_lifetime);
  g_test_add_func ("/agent/malformed", test_malformed);
  return g_test_run ();
}
