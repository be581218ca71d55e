/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LkClock:
 *
 * Where the time comes from: seconds since the Epoch. Handed in at construction, so that tests can
 * stand at any instant; the programs pass lk_clock_system().
 */
typedef gint64 (*LkClock) (void);

gint64 lk_clock_system (void);

/** lk_clock_format: Returns: (transfer full): @seconds as RFC 3339 in UTC, "2026-01-31T12:00:00Z" */
char *lk_clock_format (gint64 seconds);

/** lk_clock_words: Returns: (transfer full): a length of time in one unit, rounded: "40 seconds", "3 hours" */
char *lk_clock_words (gint64 seconds);

G_END_DECLS
