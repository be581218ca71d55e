/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "hosts.h"

typedef struct {
  char *before;
  char *after;
  char *file;
} Place;

static void
place_clear (Place *place)
{
  g_free (place->before);
  g_free (place->after);
  g_free (place->file);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Place, place_clear)

static gboolean
find_spot (const LkHosts *hosts, const Place *place, LkConfigSpot *spot, GError **error)
{
  const char *other = place->before != NULL ? place->before : place->after;
  LkConfigRef at;
  int file;

  if ((place->before != NULL) + (place->after != NULL) + (place->file != NULL) != 1) {
    g_set_error (error, LK_ERROR, LK_ERROR_USAGE,
                 "say where to: --before HOST, --after HOST or --file FILE");
    return FALSE;
  }
  if (other != NULL) {
    if (!lk_hosts_find (hosts, other, &at, error))
      return FALSE;
    *spot = place->before != NULL ? lk_config_spot_before (hosts->tree, at)
                                  : lk_config_spot_after (hosts->tree, at);
    return TRUE;
  }
  file = lk_hosts_find_file (hosts, place->file, error);
  if (file < 0)
    return FALSE;
  *spot = lk_config_spot_end (hosts->tree, (guint) file);
  return TRUE;
}

gboolean
lk_hosts_move (LkHosts *hosts, int argc, char **argv, GError **error)
{
  g_auto (Place) place = {NULL};
  g_autofree char *reason = NULL;
  const GOptionEntry entries[] = {
      {"before", 0, 0, G_OPTION_ARG_STRING, &place.before, "To before this host", "HOST"},
      {"after", 0, 0, G_OPTION_ARG_STRING, &place.after, "To after this host", "HOST"},
      {"file", 0, 0, G_OPTION_ARG_FILENAME, &place.file, "To the end of this file", "FILE"},
      {NULL},
  };
  LkConfigSpot spot;
  LkConfigRef at;

  if (!lk_hosts_begin (hosts, LK_HOSTS_WRITES, entries, "NAME",
                       "Move a host's block, with the comment above it, to another place.", &argc,
                       &argv, error) ||
      !lk_hosts_find (hosts, argv[1], &at, error) || !find_spot (hosts, &place, &spot, error))
    return FALSE;
  reason = g_strdup_printf ("move %s", argv[1]);
  return lk_config_edit_move_host (hosts->tree, at, spot, error) &&
         lk_hosts_write (hosts, reason, error);
}
