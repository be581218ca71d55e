/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** How far another clock may be from ours without a word, in seconds (protocol.md section 2) */
#define LK_SKEW_MAX (5 * 60)

/**
 * lk_skew_set_error:
 * @now: this machine's time
 * @truth: what the time seems to be
 *
 * Sets %LK_ERROR_CLOCK with a sentence that says about how far off this machine is.
 */
void lk_skew_set_error (GError **error, gint64 now, gint64 truth);

G_END_DECLS
