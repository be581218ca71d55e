/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "access/skew.h"

#include "base/error.h"

/* "about 3 hours": one unit is enough to see what is wrong. */
static char *
about (gint64 seconds)
{
  static const struct {
    gint64 size;
    const char *name;
  } units[] = {{365 * 86400, "year"}, {86400, "day"}, {3600, "hour"}, {60, "minute"}};
  gsize i = 0;

  while (i + 1 < G_N_ELEMENTS (units) && seconds < units[i].size)
    i++;

  gint64 count = MAX (1, (seconds + units[i].size / 2) / units[i].size);

  return g_strdup_printf ("%" G_GINT64_FORMAT " %s%s", count, units[i].name, count == 1 ? "" : "s");
}

void
lk_skew_set_error (GError **error, gint64 now, gint64 truth)
{
  g_autofree char *off = about (ABS (now - truth));

  g_set_error (
      error, LK_ERROR, LK_ERROR_CLOCK,
      "this machine's clock is about %s %s; set it (timedatectl set-ntp true) and try again", off,
      now > truth ? "ahead" : "behind");
}
