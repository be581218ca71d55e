/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tunnels/client.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

static guint16
port_of (int fd)
{
  struct sockaddr_in address;
  socklen_t length = sizeof address;

  g_assert_cmpint (getsockname (fd, (struct sockaddr *) &address, &length), ==, 0);
  return ntohs (address.sin_port);
}

static void
test_find (void)
{
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK)};
  int server = socket (AF_INET, SOCK_STREAM, 0), client = socket (AF_INET, SOCK_STREAM, 0);
  g_autoptr (GPtrArray) clients = g_ptr_array_new ();
  LkClient ours, nobody = {.port = 1, .server = 1};

  g_assert_cmpint (bind (server, (struct sockaddr *) &address, sizeof address), ==, 0);
  g_assert_cmpint (listen (server, 1), ==, 0);
  address.sin_port = htons (port_of (server));
  g_assert_cmpint (connect (client, (struct sockaddr *) &address, sizeof address), ==, 0);
  ours = (LkClient){.port = port_of (client), .server = port_of (server)};
  g_ptr_array_add (clients, &ours);
  g_ptr_array_add (clients, &nobody);
  lk_clients_find (clients);
  g_assert_cmpint (ours.pid, ==, getpid ());
  g_assert_cmpint (nobody.pid, ==, 0);
  close (client);
  close (server);
}

static void
test_parse (void)
{
  static const char good[] = "   5: 0100007F:D431 0100007F:1538 01 00000000:00000000 00:00000000 "
                             "00000000  1000        0 123456 1 0000000000000000 20 4 30 10 -1";
  static const char six[] =
      "   0: 00000000000000000000000001000000:D431 00000000000000000000000001000000:1538 01 "
      "00000000:00000000 00:00000000 00000000     0        0 99 1 0000000000000000 20 4 0 10 -1";
  static const char *const bad[] = {
      "", "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt",
      "   5: 0100007F:D431", "   5: 0100007F:D431 0100007F:1538 0A 0:0 0:0 0 0 0 77"};

  g_assert_cmpuint (lk_client_parse (good, 0xd431, 0x1538), ==, 123456);
  g_assert_cmpuint (lk_client_parse (six, 0xd431, 0x1538), ==, 99);
  g_assert_cmpuint (lk_client_parse (good, 0x1538, 0xd431), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_cmpuint (lk_client_parse (bad[i], 0xd431, 0x1538), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/client/find", test_find);
  g_test_add_func ("/client/parse", test_parse);
  return g_test_run ();
}
