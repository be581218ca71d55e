/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "access/skew.h"

#include "base/clock.h"
#include "base/error.h"

void
lk_skew_set_error (GError **error, gint64 now, gint64 truth)
{
  g_autofree char *off = lk_clock_words (ABS (now - truth));

  g_set_error (
      error, LK_ERROR, LK_ERROR_CLOCK,
      "this machine's clock is about %s %s; set it (timedatectl set-ntp true) and try again", off,
      now > truth ? "ahead" : "behind");
}
