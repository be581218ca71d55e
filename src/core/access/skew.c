/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "access/skew.h"

#include <glib/gi18n-lib.h>

#include "base/clock.h"
#include "base/error.h"

void
lk_skew_set_error (GError **error, gint64 now, gint64 truth)
{
  g_autofree char *off = lk_clock_words (ABS (now - truth));
  if (now > truth)
    g_set_error (error, LK_ERROR, LK_ERROR_CLOCK,
                 /* Translators: %s is a length of time such as "3 hours" */
                 _ ("this machine's clock is about %s ahead; set it (timedatectl set-ntp true) and "
                    "try again"),
                 off);
  else
    g_set_error (error, LK_ERROR, LK_ERROR_CLOCK,
                 /* Translators: %s is a length of time such as "3 hours" */
                 _ ("this machine's clock is about %s behind; set it (timedatectl set-ntp true) "
                    "and try again"),
                 off);
}
