/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/clock.h"

#include <glib/gi18n-lib.h>

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

/* Translators: lengths of time, also in sentences such as "about 3 hours left" and "try again in 40 seconds" */
static char *
tell (gint64 unit, guint n)
{
  switch (unit) {
  case 86400:
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u day", "%u days", n), n);
  case 3600:
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u hour", "%u hours", n), n);
  case 60:
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u minute", "%u minutes", n), n);
  default:
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u second", "%u seconds", n), n);
  }
}

char *
lk_clock_words (gint64 seconds)
{
  static const gint64 units[] = {86400, 3600, 60, 1};
  gsize i = 0;

  /* Up to 90 of a unit before the next larger one: "90 minutes" says more than "2 hours". */
  while (i + 1 < G_N_ELEMENTS (units) && seconds < units[i] * 3 / 2)
    i++;

  gint64 count = MAX (0, seconds / units[i] + (seconds % units[i] * 2 >= units[i]));

  return tell (units[i], (guint) MIN (count, G_MAXUINT));
}
