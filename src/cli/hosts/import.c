/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/stanza.h"
#include "hosts.h"
#include "sshconfig/cloudflared.h"

gboolean
lk_hosts_import (LkHosts *hosts, int argc, char **argv, GError **error)
{
  g_autofree char *program = NULL;
  if (!lk_hosts_begin (hosts, LK_HOSTS_WRITES, NULL, "cloudflared", "Take over.", &argc, &argv,
                       error))
    return FALSE;
  LkCloudflaredNew with = {.program = hosts->latchkey};
  return lk_cloudflared_migrate (hosts->tree, &with, error) &&
         lk_hosts_write (hosts, "import", error);
}
