/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "carrier/listener.h"

#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <glib/gstdio.h>

#include "base/error.h"

/* As many as are served at once, by the listener's own account. */
#define AT_ONCE 256

typedef struct {
  LkListener *listener;
  GThread *thread;
  int stop_fd;
  int id;        /* of the thread, for tgkill(2) */
  int cancelled; /* connections that were told to end */
} Service;

/* Answers each byte with it, until either side wants no more. */
static void
serve_echo (int fd, int cancel_fd, gpointer data)
{
  struct pollfd fds[] = {{.fd = fd, .events = POLLIN}, {.fd = cancel_fd, .events = POLLIN}};
  Service *service = data;
  char byte;

  while (poll (fds, 2, -1) > 0 && fds[1].revents == 0) {
    if (read (fd, &byte, 1) != 1)
      return;
    g_assert_cmpint (write (fd, &byte, 1), ==, 1);
  }
  g_atomic_int_inc (&service->cancelled);
}

static gpointer
run (gpointer data)
{
  Service *service = data;
  g_autoptr (GError) error = NULL;

  g_atomic_int_set (&service->id, gettid ());
  g_assert_true (
      lk_listener_run (service->listener, service->stop_fd, serve_echo, service, &error));
  g_assert_no_error (error);
  return NULL;
}

static void
service_start (Service *service, const char *address)
{
  g_autoptr (GError) error = NULL;

  *service =
      (Service){.listener = lk_listener_new (address, &error), .stop_fd = eventfd (0, EFD_CLOEXEC)};
  g_assert_no_error (error);
  service->thread = g_thread_new ("listener", run, service);
}

static void
service_stop (Service *service)
{
  eventfd_write (service->stop_fd, 1);
  g_thread_join (service->thread);
  lk_listener_free (service->listener);
  close (service->stop_fd);
}

static struct sockaddr_un
unix_address (const char *path)
{
  struct sockaddr_un address = {.sun_family = AF_UNIX};

  g_strlcpy (address.sun_path, path, sizeof address.sun_path);
  return address;
}

static int
connect_to (const char *address)
{
  const struct timeval patience = {.tv_sec = 30};
  struct sockaddr_in in = {.sin_family = AF_INET, .sin_addr = {htonl (INADDR_LOOPBACK)}};
  gboolean local = g_str_has_prefix (address, "unix:");
  struct sockaddr_un un = unix_address (local ? address + strlen ("unix:") : "");
  int fd = socket (local ? AF_UNIX : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  guint port = 0;

  if (!local)
    g_assert_cmpint (sscanf (address, "127.0.0.1:%u", &port), ==, 1);
  in.sin_port = htons ((guint16) port);
  g_assert_cmpint (setsockopt (fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience), ==, 0);
  g_assert_cmpint (local ? connect (fd, (struct sockaddr *) &un, sizeof un)
                         : connect (fd, (struct sockaddr *) &in, sizeof in),
                   ==, 0);
  return fd;
}

static void
exchange (int fd, char byte)
{
  char answer = 0;

  g_assert_cmpint (write (fd, &byte, 1), ==, 1);
  g_assert_cmpint (read (fd, &answer, 1), ==, 1);
  g_assert_cmpint (answer, ==, byte);
}

/* One that ends leaves the others alone; the end of the listener ends them all. */
static void
check_several (const char *address)
{
  Service service;
  int fds[4];
  char byte;

  service_start (&service, address);
  for (int i = 0; i < 4; i++)
    fds[i] = connect_to (lk_listener_address (service.listener));
  for (int i = 3; i >= 0; i--)
    exchange (fds[i], (char) ('a' + i));
  shutdown (fds[1], SHUT_WR);
  g_assert_cmpint (read (fds[1], &byte, 1), ==, 0);
  close (fds[1]);
  exchange (fds[0], 'x');
  exchange (fds[2], 'y');
  fds[1] = connect_to (lk_listener_address (service.listener));
  exchange (fds[1], 'z');
  service_stop (&service);
  g_assert_cmpint (g_atomic_int_get (&service.cancelled), ==, 4);
  for (int i = 0; i < 4; i++) {
    g_assert_cmpint (read (fds[i], &byte, 1), ==, 0);
    close (fds[i]);
  }
}

static void
test_tcp (void)
{
  check_several ("127.0.0.1:0");
  check_several ("tcp://127.0.0.1:0");
}

static void
test_unix (gconstpointer folder)
{
  g_autofree char *path = g_build_filename (folder, "socket", NULL);
  g_autofree char *address = g_strconcat ("unix:", path, NULL);
  g_autoptr (LkListener) listener = lk_listener_new (path, NULL);
  struct stat st;

  g_assert_cmpstr (lk_listener_address (listener), ==, address);
  g_assert_cmpint (stat (path, &st), ==, 0);
  g_assert_cmpint (st.st_mode, ==, S_IFSOCK | 0600);
  g_clear_pointer (&listener, lk_listener_free);
  g_assert_cmpint (lstat (path, &st), ==, -1);
  check_several (path);
  check_several (address);
  g_assert_cmpint (lstat (path, &st), ==, -1);
}

static int
bind_unix (const char *path, int type)
{
  const struct sockaddr_un address = unix_address (path);
  int fd = socket (AF_UNIX, type | SOCK_CLOEXEC, 0);

  g_assert_cmpint (bind (fd, (const struct sockaddr *) &address, sizeof address), ==, 0);
  return fd;
}

static void
test_stale (gconstpointer folder)
{
  g_autofree char *path = g_build_filename (folder, "stale", NULL);
  int fd = bind_unix (path, SOCK_STREAM);

  g_assert_cmpint (listen (fd, 1), ==, 0);
  close (fd);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  check_several (path);
}

static void
refuse (const char *address, LkError code, const char *word)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (lk_listener_new (address, &error));
  g_assert_error (error, LK_ERROR, (int) code);
  g_assert_nonnull (strstr (error->message, word));
}

/* What is somebody else's stays theirs. */
static void
test_in_use (gconstpointer folder)
{
  g_autofree char *used = g_build_filename (folder, "used", NULL);
  g_autofree char *full = g_build_filename (folder, "full", NULL);
  g_autofree char *datagrams = g_build_filename (folder, "datagrams", NULL);
  g_autofree char *file = g_build_filename (folder, "file", NULL);
  g_autofree char *content = NULL;
  int datagram_fd = bind_unix (datagrams, SOCK_DGRAM), full_fd = bind_unix (full, SOCK_STREAM);
  Service service;
  int fd, waiting;

  service_start (&service, used);
  refuse (used, LK_ERROR_TCP, "in use");
  fd = connect_to (lk_listener_address (service.listener));
  exchange (fd, 'x');
  close (fd);
  service_stop (&service);

  /* Nobody takes its connections: one more would wait for ever. */
  g_assert_cmpint (listen (full_fd, 0), ==, 0);
  g_autofree char *full_address = g_strconcat ("unix:", full, NULL);
  waiting = connect_to (full_address);
  refuse (full, LK_ERROR_TCP, "in use");
  close (waiting);
  close (full_fd);
  g_unlink (full);

  refuse (datagrams, LK_ERROR_TCP, "in use");
  g_assert_true (g_file_test (datagrams, G_FILE_TEST_EXISTS));
  close (datagram_fd);
  g_unlink (datagrams);

  g_assert_true (g_file_set_contents (file, "precious", -1, NULL));
  refuse (file, LK_ERROR_TCP, "in use");
  g_assert_true (g_file_get_contents (file, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "precious");
  g_unlink (file);
}

static void
test_refused (gconstpointer folder)
{
  g_autofree char *nowhere = g_build_filename (folder, "no", "such", "folder", NULL);
  g_autofree char *name = g_strnfill (200, 'x');
  g_autofree char *tail = g_build_filename (folder, name, NULL);
  g_autoptr (LkListener) listener = lk_listener_new ("127.0.0.1:0", NULL);

  refuse (lk_listener_address (listener), LK_ERROR_TCP, "in use");
  refuse (nowhere, LK_ERROR_TCP, "No such file");
  refuse (tail, LK_ERROR_TCP, "too long");
  refuse ("127.0.0.1", LK_ERROR_USAGE, "HOST:PORT");
  refuse ("127.0.0.1:65536", LK_ERROR_USAGE, "HOST:PORT");
  refuse ("127.0.0.1:http", LK_ERROR_USAGE, "HOST:PORT");
  refuse ("nowhere.invalid:0", LK_ERROR_NAME, "nowhere.invalid");
}

/* Those beyond the limit are served as soon as others end. */
static void
test_crowd (void)
{
  enum { ALL = AT_ONCE + 8 };
  struct pollfd later = {.events = POLLIN};
  Service service;
  int fds[ALL];

  service_start (&service, "127.0.0.1:0");
  for (int i = 0; i < AT_ONCE; i++) {
    fds[i] = connect_to (lk_listener_address (service.listener));
    exchange (fds[i], 'x');
  }
  for (int i = AT_ONCE; i < ALL; i++) {
    fds[i] = connect_to (lk_listener_address (service.listener));
    g_assert_cmpint (write (fds[i], "y", 1), ==, 1);
  }
  for (int i = 0; i < AT_ONCE; i++)
    exchange (fds[i], 'z');
  for (int i = AT_ONCE; i < ALL; i++) {
    later.fd = fds[i];
    g_assert_cmpint (poll (&later, 1, 0), ==, 0);
  }
  for (int i = 0; i < ALL - AT_ONCE; i++)
    close (fds[i]);
  for (int i = AT_ONCE; i < ALL; i++) {
    char byte = 0;

    g_assert_cmpint (read (fds[i], &byte, 1), ==, 1);
    g_assert_cmpint (byte, ==, 'y');
  }
  for (int i = ALL - AT_ONCE; i < ALL; i++)
    close (fds[i]);
  service_stop (&service);
}

static void
ignore (int signal_number)
{
}

/* A signal wakes it for nothing, and the end is noticed all the same. */
static void
test_signals (void)
{
  const struct sigaction action = {.sa_handler = ignore};
  struct sigaction before;
  Service service;
  int fd;

  sigaction (SIGUSR1, &action, &before);
  service_start (&service, "127.0.0.1:0");
  fd = connect_to (lk_listener_address (service.listener));
  for (int i = 0; i < 100; i++) {
    exchange (fd, 'x');
    g_assert_cmpint (tgkill (getpid (), g_atomic_int_get (&service.id), SIGUSR1), ==, 0);
  }
  close (fd);
  service_stop (&service);
  sigaction (SIGUSR1, &before, NULL);
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = g_dir_make_tmp ("lk-listener-XXXXXX", NULL);
  int result;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/listener/tcp", test_tcp);
  g_test_add_data_func ("/listener/unix", folder, test_unix);
  g_test_add_data_func ("/listener/stale", folder, test_stale);
  g_test_add_data_func ("/listener/in-use", folder, test_in_use);
  g_test_add_data_func ("/listener/refused", folder, test_refused);
  g_test_add_func ("/listener/crowd", test_crowd);
  g_test_add_func ("/listener/signals", test_signals);
  result = g_test_run ();
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  return result;
}
