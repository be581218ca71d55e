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
