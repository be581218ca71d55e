/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/stanza.h"
#include "hosts.h"
#include "sshconfig/names.h"
#include "sshconfig/placement.h"

#define SETTINGS_MAX 8

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

/* The options of the new block; the values are one word each, as ssh_config has them. */
typedef struct {
  LkConfigSetting settings[SETTINGS_MAX];
  const char *values[SETTINGS_MAX][2];
  guint n;
} Stanza;

static void
say (Stanza *stanza, const char *name, const char *value)
{
  if (value == NULL)
    return;
  stanza->values[stanza->n][0] = value;
  stanza->settings[stanza->n] = (LkConfigSetting){name, stanza->values[stanza->n]};
  stanza->n++;
}

static gboolean
place (const LkHosts *hosts,
       const char *name,
       const char *path,
       const Stanza *stanza,
       LkConfigPlacement *placement,
       GError **error)
{
  int file = path == NULL ? 0 : lk_hosts_find_file (hosts, path, error);

  if (file < 0)
    return FALSE;
  lk_config_place_host (hosts->tree, name, (guint) file, stanza->settings, stanza->n, placement);
  return TRUE;
}

/*
 * A Match block of its own behind the host's, since a Host line can run nothing; there %h stands for the
 * HostName.
 */
static gboolean
add_certificate (LkHosts *hosts, const char *name, gboolean fedramp, GError **error)
{
  g_autofree char *program = lk_stanza_program (hosts->latchkey);
  g_autofree char *command =
      g_strdup_printf ("%s ssh-gen%s --hostname %%h", program, fedramp ? " --fedramp" : "");
  g_autofree char *identity = lk_stanza_identity ("%h", error);
  Stanza stanza = {.n = 0};
  LkConfigRef at;

  if (identity == NULL || !lk_hosts_find (hosts, name, &at, error))
    return FALSE;
  say (&stanza, "IdentityFile", identity);
  return lk_config_edit_add_match (
      hosts->tree, lk_config_spot_after (hosts->tree, at),
      (const char *const[]){"originalhost", name, "exec", command, NULL}, stanza.settings, stanza.n,
      error);
}

static gboolean
add (LkHosts *hosts, const char *name, const Wish *wish, GError **error)
{
  g_autofree char *command = lk_stanza_proxy_command (hosts->latchkey, wish->fedramp);
  g_autofree char *reason = g_strdup_printf ("add %s", name);
  const char *const patterns[] = {name, NULL};
  g_auto (LkConfigPlacement) placement = {0};
  Stanza stanza = {.n = 0};

  say (&stanza, "HostName", wish->hostname);
  say (&stanza, "User", wish->user);
  say (&stanza, "ProxyCommand", command);
  /* ssh notices a dead connection after about a minute, instead of hanging. */
  say (&stanza, "ServerAliveInterval", "30");
  say (&stanza, "ServerAliveCountMax", "2");
  if (!place (hosts, name, wish->file, &stanza, &placement, error) ||
      !lk_config_edit_add_host (hosts->tree, placement.spot, patterns, stanza.settings, stanza.n,
                                error) ||
      (wish->certificate && !add_certificate (hosts, name, wish->fedramp, error)))
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
                       "Add a host behind Access, where it takes effect.", &argc, &argv, error) ||
      !lk_config_check_name (argv[1], error) ||
      (wish.hostname != NULL && !lk_config_check_name (wish.hostname, error)))
    return FALSE;
  return add (hosts, argv[1], &wish, error);
}
