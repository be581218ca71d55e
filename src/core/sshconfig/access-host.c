/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sshconfig/access-host.h"

#include "sshconfig/names.h"
#include "sshconfig/stanza.h"

#define SETTINGS_MAX 5

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

/* A Host line can run nothing. %h stands for the HostName there. */
static gboolean
add_certificate (LkConfigTree *tree, const LkAccessHost *host, GError **error)
{
  g_autofree char *program = lk_stanza_program (host->latchkey);
  g_autofree char *command =
      g_strdup_printf ("%s ssh-gen%s --hostname %%h", program, host->fedramp ? " --fedramp" : "");
  g_autofree char *identity = lk_stanza_identity ("%h", error);
  const char *const criteria[] = {"originalhost", host->name, "exec", command, NULL};
  Stanza stanza = {.n = 0};
  LkConfigRef at;

  if (identity == NULL || !lk_config_find_host (tree, host->name, &at))
    return FALSE;
  say (&stanza, "IdentityFile", identity);
  return lk_config_edit_add_match (tree, lk_config_spot_after (tree, at), criteria, stanza.settings,
                                   stanza.n, error);
}

gboolean
lk_config_add_access_host (LkConfigTree *tree,
                           const LkAccessHost *host,
                           LkConfigPlacement *placement,
                           GError **error)
{
  g_autofree char *command = lk_stanza_proxy_command (host->latchkey, host->fedramp);
  const char *const patterns[] = {host->name, NULL};
  Stanza stanza = {.n = 0};

  *placement = (LkConfigPlacement){.reason = NULL};
  if (!lk_config_check_name (host->name, error) ||
      (host->hostname != NULL && !lk_config_check_name (host->hostname, error)))
    return FALSE;
  say (&stanza, "HostName", host->hostname);
  say (&stanza, "User", host->user);
  say (&stanza, "ProxyCommand", command);
  /* ssh notices a dead connection after about a minute, instead of hanging. */
  say (&stanza, "ServerAliveInterval", "30");
  say (&stanza, "ServerAliveCountMax", "2");
  lk_config_place_host (tree, host->name, host->file, stanza.settings, stanza.n, placement);
  return lk_config_edit_add_host (tree, placement->spot, patterns, stanza.settings, stanza.n,
                                  error) &&
         (!host->certificate || add_certificate (tree, host, error));
}
