/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tunnels/record.h"

#include <string.h>
#include <glib/gstdio.h>

G_STATIC_ASSERT (sizeof (LkTunnelRecord) == 416);

/* Whether @text ends within its @size and a terminal can show it. */
static gboolean
is_clean (const char *text, gsize size)
{
  if (memchr (text, '\0', size) == NULL || !g_utf8_validate (text, -1, NULL))
    return FALSE;
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at)) {
    if (g_unichar_iscntrl (g_utf8_get_char (at)))
      return FALSE;
  }
  return TRUE;
}

gboolean
lk_tunnel_record_parse (const void *data, gsize length, LkTunnelRecord *record)
{
  if (length != sizeof *record)
    return FALSE;
  memcpy (record, data, length);
  return memcmp (record->magic, LK_TUNNEL_MAGIC, sizeof record->magic) == 0 &&
         record->opened_at > 0 && *record->host != '\0' &&
         is_clean (record->host, sizeof record->host) && is_clean (record->via, sizeof record->via);
}

char *
lk_tunnels_folder (const char *runtime_dir)
{
  char *folder = g_build_filename (runtime_dir, "tunnels", NULL);

  g_mkdir (folder, 0700);
  return folder;
}
