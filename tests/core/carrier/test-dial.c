/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Connecting, in a network of its own (network_namespaces(7)) where some addresses never answer: they are
 * behind a tunnel device that nobody reads, so that what is sent there is lost without a word.
 */
#include "carrier/dial.h"

#include <arpa/inet.h>
#include <gio/gio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"

#define SILENT4 "192.0.2.1"
#define SILENT6 "2001:db8::1"

static void
command (const char *line)
{
  g_autoptr (GError) error = NULL;
  int status;

  g_spawn_command_line_sync (line, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, NULL));
}

static void
make_network (const char *hosts)
{
  command ("ip link set lo up");
  command ("ip tuntap add silent mode tun");
  command ("ip link set silent up");
  command ("ip address add 192.0.2.2/24 dev silent");
  command ("ip address add 2001:db8::2/64 dev silent nodad");
  g_assert_true (g_file_set_contents (hosts,
                                      "127.0.0.1 four both old\n::1 six both new\n" SILENT6
                                      " old silent\n" SILENT4 " new silent\n",
                                      -1, NULL));
  g_assert_cmpint (mount (hosts, "/etc/hosts", "none", MS_BIND, NULL), ==, 0);
}

/* A listening socket at a free port that the other family may have too. */
static guint16
listen_at (const char *address, guint16 port, GSocket **socket)
{
  g_autoptr (GSocketAddress) local = g_inet_socket_address_new_from_string (address, port);
  g_autoptr (GSocketAddress) bound = NULL;

  *socket = g_socket_new (g_socket_address_get_family (local), G_SOCKET_TYPE_STREAM,
                          G_SOCKET_PROTOCOL_TCP, NULL);
  g_assert_true (g_socket_bind (*socket, local, TRUE, NULL));
  g_assert_true (g_socket_listen (*socket, NULL));
  bound = g_socket_get_local_address (*socket, NULL);
  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
}

/* Connects to a name. Returns the family that it came to, or 0 with an error. */
static int
dial (const char *host, guint16 port, int milliseconds, int cancel_fd, GError **error)
{
  LkWait wait = lk_wait_new (milliseconds, cancel_fd);
  struct sockaddr_storage peer;
  socklen_t length = sizeof peer;
  int fd = lk_dial (host, port, &wait, error);

  if (fd < 0)
    return 0;
  g_assert_cmpint (getpeername (fd, (struct sockaddr *) &peer, &length), ==, 0);
  close (fd);
  return peer.ss_family;
}

static void
test_either (void)
{
  g_autoptr (GSocket) four = NULL;
  g_autoptr (GSocket) six = NULL;
  guint16 port = listen_at ("127.0.0.1", 0, &four);

  g_assert_cmpint (dial ("127.0.0.1", port, 5000, -1, NULL), ==, AF_INET);
  g_assert_cmpint (dial ("four", port, 5000, -1, NULL), ==, AF_INET);
  /* IPv6 refuses: IPv4 is tried at once. */
  g_assert_cmpint (dial ("both", port, 5000, -1, NULL), ==, AF_INET);
  g_assert_cmpint (listen_at ("::1", port, &six), ==, port);
  g_assert_cmpint (dial ("both", port, 5000, -1, NULL), ==, AF_INET6);
  g_assert_cmpint (dial ("::1", port, 5000, -1, NULL), ==, AF_INET6);
  g_clear_object (&four);
  g_assert_cmpint (dial ("both", port, 5000, -1, NULL), ==, AF_INET6);
}

/* One family never answers; a kernel alone would try for two minutes. */
static void
test_race (void)
{
  g_autoptr (GSocket) four = NULL;
  g_autoptr (GSocket) six = NULL;
  guint16 port = listen_at ("127.0.0.1", 0, &four);

  g_assert_cmpint (listen_at ("::1", port, &six), ==, port);
  g_assert_cmpint (dial ("old", port, 5000, -1, NULL), ==, AF_INET);
  g_assert_cmpint (dial ("new", port, 5000, -1, NULL), ==, AF_INET6);
}

static void
refuse (const char *host, guint16 port, int milliseconds, LkError code, const char *word)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (dial (host, port, milliseconds, -1, &error), ==, 0);
  g_assert_error (error, LK_ERROR, (int) code);
  g_assert_nonnull (strstr (error->message, word));
}

static void
test_failures (void)
{
  g_autoptr (GSocket) socket = NULL;
  guint16 port = listen_at ("127.0.0.1", 0, &socket);

  g_clear_object (&socket);
  refuse ("both", port, 5000, LK_ERROR_TCP, "refused");
  refuse ("silent", 443, 700, LK_ERROR_TCP, "timed out");
  refuse ("198.51.100.1", 443, 5000, LK_ERROR_TCP, "unreachable");
  refuse ("nowhere.invalid", 443, 5000, LK_ERROR_NAME, "nowhere.invalid");
}

static void
test_cancel (void)
{
  g_autoptr (GError) error = NULL;
  int fd = eventfd (1, EFD_CLOEXEC);

  g_assert_cmpint (dial ("silent", 443, 60000, fd, &error), ==, 0);
  g_assert_nonnull (error);
  close (fd);
}

int
main (int argc, char **argv)
{
  g_autofree char *hosts = NULL;
  int status;

  if (g_getenv ("TEST_NETWORK") == NULL) {
    const char *user = getuid () == 0 ? "--mount" : "--map-root-user";

    g_setenv ("TEST_NETWORK", "1", TRUE);
    execlp ("unshare", "unshare", user, "--mount", "--net", argv[0], argv[1], NULL);
    return 1;
  }
  g_test_init (&argc, &argv, NULL);
  hosts = g_build_filename (g_get_tmp_dir (), "latchkey-hosts-XXXXXX", NULL);
  close (g_mkstemp (hosts));
  make_network (hosts);
  g_test_add_func ("/dial/either", test_either);
  g_test_add_func ("/dial/race", test_race);
  g_test_add_func ("/dial/failures", test_failures);
  g_test_add_func ("/dial/cancel", test_cancel);
  status = g_test_run ();
  unlink (hosts);
  return status;
}
