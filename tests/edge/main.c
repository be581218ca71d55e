/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stand-in for Cloudflare's edge and an identity provider, for tests on loopback. See README.md. */
#include "control.h"
#include "listener.h"
#include "signer.h"
#include "transfer.h"

#include <glib-unix.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <stdio.h>
#include <unistd.h>

static gboolean
on_signal (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_stdin (int fd, GIOCondition condition, gpointer user_data)
{
  char buffer[256];

  if (read (fd, buffer, sizeof buffer) > 0)
    return G_SOURCE_CONTINUE;
  g_main_loop_quit (user_data);
  return G_SOURCE_REMOVE;
}

/* Every name that the edge answers for. */
static EdgePki *
make_pki (const EdgeConfig *config)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  static const char *const always[] = {"localhost",
                                       "cloudflareaccess.com",
                                       "*.cloudflareaccess.com",
                                       "*.fed.cloudflareaccess.com",
                                       "login.cloudflareaccess.org",
                                       "login.fed.cloudflareaccess.org"};

  for (guint i = 0; i < G_N_ELEMENTS (always); i++)
    g_ptr_array_add (names, (char *) always[i]);
  for (guint i = 0; i < config->apps->len; i++)
    g_ptr_array_add (names, ((EdgeApp *) g_ptr_array_index (config->apps, i))->host);
  g_ptr_array_add (names, NULL);
  return edge_pki_new ((const char *const *) names->pdata);
}

static void
announce (const Edge *edge, guint16 port, const char *control)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autofree char *line = NULL;

  json_object_set_int_member (object, "port", port);
  json_object_set_string_member (object, "control", control);
  json_object_set_string_member (object, "ca", edge->config->ca_path);
  json_object_set_string_member (object, "ssh_ca", edge_signer_public_path (edge->signer));
  line = edge_json_text (object);
  puts (line);
  fflush (stdout);
}

static gboolean
run (Edge *edge, const char *control_path, GError **error)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (SoupServer) control = edge_control_new (edge, control_path, error);
  EdgeListener *listener;

  if (control == NULL || (listener = edge_listener_new (edge, error)) == NULL)
    return FALSE;
  g_unix_signal_add (SIGTERM, on_signal, loop);
  g_unix_signal_add (SIGINT, on_signal, loop);
  if (edge->config->die_with_parent)
    g_unix_fd_add (STDIN_FILENO, G_IO_IN | G_IO_HUP, on_stdin, loop);
  announce (edge, edge_listener_port (listener), control_path);
  g_main_loop_run (loop);
  edge_listener_free (listener);
  g_unlink (control_path);
  return TRUE;
}

static gboolean
prepare (Edge *edge, const char *folder, GError **error)
{
  g_autofree char *ca = NULL;

  edge->pki = make_pki (edge->config);
  edge->model = edge_model_new (edge->config);
  edge->transfers = edge_transfers_new ();
  edge->faults = edge_faults_new ();
  edge->stats = edge_stats_new ();
  edge->server = soup_server_new (NULL, NULL);
  edge_server_attach (edge);
  edge->signer = edge_signer_new (folder, error);
  ca = edge->config->ca_path;
  edge->config->ca_path =
      g_canonicalize_filename (ca != NULL ? ca : "ca.pem", ca != NULL ? NULL : folder);
  return edge->signer != NULL &&
         g_file_set_contents (edge->config->ca_path, edge_pki_ca_pem (edge->pki), -1, error);
}

int
main (int argc, char **argv)
{
  /* It and all it holds live as long as the process: tunnels may still run at the end. */
  static Edge edge;
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = NULL, *control = NULL, *own_ca = NULL;
  gboolean good;

  signal (SIGPIPE, SIG_IGN);
  edge.config = edge_config_parse (&argc, &argv, &error);
  if (edge.config == NULL || sodium_init () < 0 ||
      (folder = g_dir_make_tmp ("latchkey-edge-XXXXXX", &error)) == NULL) {
    g_printerr ("latchkey-edge: %s\n", error != NULL ? error->message : "no libsodium");
    return 2;
  }
  control = edge.config->control_path != NULL ? g_strdup (edge.config->control_path)
                                              : g_build_filename (folder, "control.sock", NULL);
  own_ca = g_build_filename (folder, "ca.pem", NULL);
  good = prepare (&edge, folder, &error) && run (&edge, control, &error);
  if (!good)
    g_printerr ("latchkey-edge: %s\n", error->message);
  g_clear_pointer (&edge.signer, edge_signer_free);
  g_unlink (own_ca);
  g_rmdir (folder);
  return good ? 0 : 1;
}
