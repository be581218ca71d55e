/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/clock.h"

gint64
lk_clock_system (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

char *
lk_clock_format (gint64 seconds)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (seconds);

  /* Out of GDateTime's range (year 9999): the last instant that can be written. */
  if (time == NULL)
    return g_strdup (seconds < 0 ? "0001-01-01T00:00:00Z" : "9999-12-31T23:59:59Z");
  return g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ");
}

char *
lk_clock_words (gint64 seconds)
{
  static const struct {
    gint64 size;
    const char *name;
  } units[] = {{86400, "day"}, {3600, "hour"}, {60, "minute"}, {1, "second"}};
  gsize i = 0;

  /* Up to 90 of a unit before the next larger one: "90 minutes" says more than "2 hours". */
  while (i + 1 < G_N_ELEMENTS (units) && seconds < units[i].size * 3 / 2)
    i++;

  gint64 count = MAX (0, seconds / units[i].size + (seconds % units[i].size * 2 >= units[i].size));

  return g_strdup_printf ("%" G_GINT64_FORMAT " %s%s", count, units[i].name, count == 1 ? "" : "s");
}
