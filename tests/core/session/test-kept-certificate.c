/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include <sys/stat.h>
#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>

#include "base/clock.h"
#include "session/agent-keep.h"
#include "session/kept-certificate.h"
#include "testlib-ssh.h"

#define HOST "ssh.example.com"
#define OTHER "other.example.com"
#define NOW lk_clock_system ()

typedef struct {
  TestSsh *ssh;
  char *dir;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->ssh = test_ssh_new ("ed25519");
  f->dir = g_dir_make_tmp ("lk-kept-XXXXXX", NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_free (test_ssh_run (f->ssh, "rm", "-r", f->dir, NULL));
  test_ssh_free (f->ssh);
  g_free (f->dir);
}

static LkKept *
save (Fixture *f, const char *agent, const char *host, const char *validity)
{
  g_autoptr (LkKeyPair) pair = lk_key_pair_new (NULL);
  g_autofree char *line =
      test_ssh_sign (f->ssh, pair, "-I", host, "-n", "alice", "-V", validity, NULL);
  g_autoptr (LkCertificate) certificate = lk_certificate_parse_line (line, strlen (line), NULL);
  g_autoptr (GError) error = NULL;
  int lock = lk_kept_lock (f->dir, host, &error);

  g_assert_no_error (error);
  LkKept *kept = lk_kept_save (f->dir, agent, host, pair, certificate, NOW, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (kept->certificate->blob, certificate->blob));
  g_assert_true (g_close (lock, NULL));
  return kept;
}

static void
assert_kept (Fixture *f, const char *agent, LkKeptPlace place)
{
  g_autoptr (LkKept) kept = lk_kept_lookup (f->dir, agent, HOST);

  g_assert_nonnull (kept);
  g_assert_cmpint (kept->place, ==, place);
  g_assert_true (lk_kept_is_usable (kept, NOW) == (place != LK_KEPT_NOWHERE));
}

/* How many files under the folder hold a private key. */
static guint
private_keys (Fixture *f)
{
  g_autofree char *found = test_ssh_run (
      f->ssh, "sh", "-c", "grep -rl 'PRIVATE KEY' \"$1\" | wc -l", "sh", f->dir, NULL);

  return (guint) g_ascii_strtoull (found, NULL, 10);
}

static guint
count_in_agent (const char *agent)
{
  g_autoptr (LkAgentClient) client = lk_agent_client_open (agent);
  g_autoptr (GPtrArray) identities = lk_agent_client_list (client);

  return identities->len;
}

static void
test_agent (Fixture *f, gconstpointer data)
{
  test_ssh_agent (f->ssh);
  g_free (test_ssh_run (f->ssh, "ssh-add", "-q", "ca", NULL));

  g_autoptr (LkKept) first = save (f, f->ssh->socket, HOST, "-1m:+5m");
  g_autoptr (LkKept) other = save (f, f->ssh->socket, OTHER, "-1m:+5m");

  g_assert_cmpint (first->place, ==, LK_KEPT_IN_AGENT);
  assert_kept (f, f->ssh->socket, LK_KEPT_IN_AGENT);
  g_assert_cmpuint (private_keys (f), ==, 0);
  g_assert_cmpuint (count_in_agent (f->ssh->socket), ==, 3);

  /* The next one takes its place, and nobody else's. */
  g_autoptr (LkKept) second = save (f, f->ssh->socket, HOST, "-1m:+5m");

  g_assert_cmpuint (count_in_agent (f->ssh->socket), ==, 3);
  assert_kept (f, f->ssh->socket, LK_KEPT_IN_AGENT);

  /* An agent that lost it, and none. */
  g_free (test_ssh_run (f->ssh, "ssh-add", "-q", "-D", NULL));
  assert_kept (f, f->ssh->socket, LK_KEPT_NOWHERE);
  assert_kept (f, NULL, LK_KEPT_NOWHERE);
}

static void
test_files (Fixture *f, gconstpointer data)
{
  g_autoptr (LkKept) kept = save (f, NULL, HOST, "-1m:+5m");
  g_autofree char *certificate = g_strconcat (kept->identity, "-cert.pub", NULL);
  g_autofree char *public = NULL;
  g_autofree char *line = NULL;
  GStatBuf st;

  g_assert_cmpint (kept->place, ==, LK_KEPT_IN_FILES);
  assert_kept (f, NULL, LK_KEPT_IN_FILES);
  g_assert_cmpint (g_stat (kept->identity, &st), ==, 0);
  g_assert_cmpint (st.st_mode & 0777, ==, 0600);
  public = test_ssh_run (f->ssh, "ssh-keygen", "-y", "-P", "", "-f", kept->identity, NULL);
  line = test_ssh_run (f->ssh, "ssh-keygen", "-L", "-f", certificate, NULL);
  g_assert_nonnull (strstr (line, "user certificate"));

  /* A key that is not the certificate's, and one that is none. */
  g_autoptr (LkKept) other = save (f, NULL, OTHER, "-1m:+5m");

  g_free (test_ssh_run (f->ssh, "cp", other->identity, kept->identity, NULL));
  assert_kept (f, NULL, LK_KEPT_NOWHERE);
  g_assert_true (g_file_set_contents (kept->identity, "", 0, NULL));
  assert_kept (f, NULL, LK_KEPT_NOWHERE);
}

/* An agent that comes and goes: the private key moves, and the old place is empty. */
static void
test_change_of_place (Fixture *f, gconstpointer data)
{
  test_ssh_agent (f->ssh);

  g_autoptr (LkKept) first = save (f, NULL, HOST, "-1m:+5m");
  g_autoptr (LkKept) second = save (f, f->ssh->socket, HOST, "-1m:+5m");

  g_assert_cmpuint (private_keys (f), ==, 0);
  assert_kept (f, f->ssh->socket, LK_KEPT_IN_AGENT);

  g_free (
      test_ssh_run (f->ssh, "sh", "-c",
                    "printf '%s\\n' x x >pass; SSH_ASKPASS_REQUIRE=force SSH_ASKPASS=./askpass; "
                    "export SSH_ASKPASS SSH_ASKPASS_REQUIRE; "
                    "printf '#!/bin/sh\\necho x\\n' >askpass; chmod +x askpass; ssh-add -x",
                    NULL));
  /* A locked agent takes nothing. */
  g_autoptr (LkKept) third = save (f, f->ssh->socket, HOST, "-1m:+5m");

  g_assert_cmpint (third->place, ==, LK_KEPT_IN_FILES);
  assert_kept (f, f->ssh->socket, LK_KEPT_IN_FILES);
}

static void
test_expired (Fixture *f, gconstpointer data)
{
  test_ssh_agent (f->ssh);

  g_autoptr (LkKept) in_agent = save (f, f->ssh->socket, OTHER, "-2m:+1m");
  g_autoptr (LkKept) in_files = save (f, NULL, HOST, "-2m:+1m");
  g_autoptr (GPtrArray) before = lk_kept_list (f->dir, f->ssh->socket);

  g_assert_cmpuint (before->len, ==, 2);
  g_assert_true (lk_kept_is_usable (in_files, NOW));
  g_assert_false (lk_kept_is_usable (in_files, NOW + 55));
  lk_kept_remove_expired (f->dir, f->ssh->socket, NOW);
  g_assert_cmpuint (count_in_agent (f->ssh->socket), ==, 1);

  lk_kept_remove_expired (f->dir, f->ssh->socket, NOW + 61);

  g_autoptr (GPtrArray) after = lk_kept_list (f->dir, f->ssh->socket);

  g_assert_cmpuint (after->len, ==, 0);
  g_assert_cmpuint (count_in_agent (f->ssh->socket), ==, 0);
  g_assert_cmpuint (private_keys (f), ==, 0);
}

static void
test_forget (Fixture *f, gconstpointer data)
{
  test_ssh_agent (f->ssh);

  g_autoptr (LkKept) in_agent = save (f, f->ssh->socket, OTHER, "-1m:+5m");
  g_autoptr (LkKept) in_files = save (f, NULL, HOST, "-1m:+5m");

  lk_kept_forget (f->dir, f->ssh->socket, HOST);
  g_assert_null (lk_kept_lookup (f->dir, f->ssh->socket, HOST));
  g_assert_cmpuint (private_keys (f), ==, 0);
  g_assert_cmpuint (count_in_agent (f->ssh->socket), ==, 1);
  lk_kept_forget (f->dir, f->ssh->socket, OTHER);
  g_assert_cmpuint (count_in_agent (f->ssh->socket), ==, 0);
}

/* gpg-agent would ask for a passphrase and keep the key for ever: it is not even asked. */
static void
test_gpg_agent (Fixture *f, gconstpointer data)
{
  g_autofree char *home = g_build_filename (f->dir, "gpg", NULL);

  g_assert_cmpint (g_mkdir (home, 0700), ==, 0);
  g_free (test_ssh_run (f->ssh, "gpg-agent", "-q", "--homedir", home, "--enable-ssh-support",
                        "--daemon", NULL));

  g_autofree char *socket = g_strchomp (
      test_ssh_run (f->ssh, "gpgconf", "--homedir", home, "--list-dirs", "agent-ssh-socket", NULL));
  g_autofree char *link = g_build_filename (f->dir, "S.any", NULL);
  g_autoptr (LkKept) kept = save (f, socket, HOST, "-1m:+5m");

  g_assert_cmpint (kept->place, ==, LK_KEPT_IN_FILES);
  assert_kept (f, socket, LK_KEPT_IN_FILES);
  g_assert_null (lk_agent_client_open (socket));
  g_assert_cmpint (symlink (socket, link), ==, 0);
  g_assert_null (lk_agent_client_open (link));
  g_free (test_ssh_run (f->ssh, "gpgconf", "--homedir", home, "--kill", "gpg-agent", NULL));
  g_assert_cmpuint (private_keys (f), ==, 1);
}

typedef struct {
  const char *reply; /* to each piece of a request; NULL: it does not even accept */
  gsize length;
} Liar;

static gpointer
lie (gpointer user_data)
{
  GSocket *listener = ((gpointer *) user_data)[0];
  const Liar *liar = ((gpointer *) user_data)[1];
  GCancellable *end = ((gpointer *) user_data)[2];
  GSocket *peer;

  while ((peer = g_socket_accept (listener, end, NULL)) != NULL) {
    char buffer[4096];

    while (g_socket_receive (peer, buffer, sizeof buffer, NULL, NULL) > 0)
      (void) g_socket_send (peer, liar->reply, liar->length, NULL, NULL);
    g_object_unref (peer);
  }
  return NULL;
}

/* Whatever listens on SSH_AUTH_SOCK: it ends in files, and in a bounded time. */
static void
test_liar (Fixture *f, gconstpointer data)
{
  const Liar *liar = data;
  g_autofree char *path = g_build_filename (f->dir, "liar", NULL);
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr (GSocket) listener =
      g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, NULL);
  g_autoptr (GCancellable) end = g_cancellable_new ();
  gpointer all[] = {listener, (gpointer) liar, end};
  GThread *thread = NULL;

  g_assert_true (g_socket_bind (listener, address, FALSE, NULL) &&
                 g_socket_listen (listener, NULL));
  if (liar->reply != NULL)
    thread = g_thread_new ("liar", lie, all);

  g_autoptr (LkKept) kept = save (f, path, HOST, "-1m:+5m");

  g_assert_cmpint (kept->place, ==, LK_KEPT_IN_FILES);
  g_cancellable_cancel (end);
  if (thread != NULL)
    g_thread_join (thread);
}

static gpointer
lock_too (gpointer user_data)
{
  int fd = lk_kept_lock (user_data, HOST, NULL);

  g_assert_cmpint (fd, >=, 0);
  return GINT_TO_POINTER (fd);
}

static void
test_lock (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  int fd = lk_kept_lock (f->dir, HOST, &error);
  int other = lk_kept_lock (f->dir, OTHER, &error);

  g_assert_no_error (error);

  GThread *thread = g_thread_new ("lock", lock_too, f->dir);

  /* Whoever holds it may take the lock of another host's; the thread ends when this one is free. */
  g_assert_true (g_close (other, NULL));
  g_assert_true (g_close (fd, NULL));
  g_assert_true (g_close (GPOINTER_TO_INT (g_thread_join (thread)), NULL));
  g_assert_cmpint (lk_kept_lock ("/proc/no such folder", HOST, &error), <, 0);
  g_assert_nonnull (error);
}

int
main (int argc, char **argv)
{
  static const Liar silent = {NULL, 0}, huge = {"\377\377\377\377", 4}, cut = {"\0\0\0\5\14\0", 6},
                    forgetful = {"\0\0\0\1\6", 5}, refusing = {"\0\0\0\1\5", 5};
  static const struct {
    const char *path;
    const Liar *liar;
  } liars[] = {{"/kept/agent/silent", &silent},
               {"/kept/agent/huge", &huge},
               {"/kept/agent/cut", &cut},
               {"/kept/agent/forgetful", &forgetful},
               {"/kept/agent/refusing", &refusing}};

  g_test_init (&argc, &argv, NULL);
  g_test_add ("/kept/agent", Fixture, NULL, set_up, test_agent, tear_down);
  g_test_add ("/kept/files", Fixture, NULL, set_up, test_files, tear_down);
  g_test_add ("/kept/change-of-place", Fixture, NULL, set_up, test_change_of_place, tear_down);
  g_test_add ("/kept/expired", Fixture, NULL, set_up, test_expired, tear_down);
  g_test_add ("/kept/forget", Fixture, NULL, set_up, test_forget, tear_down);
  g_test_add ("/kept/gpg-agent", Fixture, NULL, set_up, test_gpg_agent, tear_down);
  g_test_add ("/kept/lock", Fixture, NULL, set_up, test_lock, tear_down);
  for (gsize i = 0; i < G_N_ELEMENTS (liars); i++)
    g_test_add (liars[i].path, Fixture, liars[i].liar, set_up, test_liar, tear_down);
  return g_test_run ();
}
