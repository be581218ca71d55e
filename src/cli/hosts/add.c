/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hosts.h"
#include "sshconfig/access-host.h"

typedef struct {
  char *hostname;
  char *user;
  char *file;
  gboolean fedramp;
  gboolean certificate;
} Wish;

static void
wish_clear (Wish *wish)
{
  g_free (wish->hostname);
  g_free (wish->user);
  g_free (wish->file);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Wish, wish_clear)

static gboolean
add (LkHosts *hosts, const char *name, const Wish *wish, GError **error)
{
  g_autofree char *reason = g_strdup_printf ("add %s", name);
  g_auto (LkConfigPlacement) placement = {0};
  int file = wish->file == NULL ? 0 : lk_hosts_find_file (hosts, wish->file, error);
  const LkAccessHost host = {
      .name = name,
      .hostname = wish->hostname,
      .user = wish->user,
      .file = (guint) MAX (file, 0),
      .latchkey = hosts->latchkey,
      .fedramp = wish->fedramp,
      .certificate = wish->certificate,
  };

  if (file < 0 || !lk_config_add_access_host (hosts->tree, &host, &placement, error))
    return FALSE;
  if (placement.reason != NULL)
    g_printerr ("latchkey: note: %s\n", placement.reason);
  if (placement.warning != NULL)
    g_printerr ("latchkey: note: %s\n", placement.warning);
  return lk_hosts_write (hosts, reason, error);
}

gboolean
lk_hosts_add (LkHosts *hosts, int argc, char **argv, GError **error)
{
  g_auto (Wish) wish = {NULL};
  const GOptionEntry entries[] = {
      {"hostname", 0, 0, G_OPTION_ARG_STRING, &wish.hostname,
       "The host as Access knows it, if the name is another", "HOST"},
      {"user", 0, 0, G_OPTION_ARG_STRING, &wish.user, "The user there", "USER"},
      {"certificate", 0, 0, G_OPTION_ARG_NONE, &wish.certificate,
       "Log in there with a short-lived certificate instead of a key", NULL},
      {"file", 0, 0, G_OPTION_ARG_FILENAME, &wish.file,
       "The file to put it into, if not the first one", "FILE"},
      {"fedramp", 0, 0, G_OPTION_ARG_NONE, &wish.fedramp, "Use Cloudflare's FedRAMP login service",
       NULL},
      {NULL},
  };

  if (!lk_hosts_begin (hosts, LK_HOSTS_WRITES, entries, "NAME",
                       "Add a host behind Access, where it takes effect.", &argc, &argv, error))
    return FALSE;
  return add (hosts, argv[1], &wish, error);
}
