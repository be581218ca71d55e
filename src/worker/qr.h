/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * lk_qr_render:
 * @columns: (out): how wide it is
 *
 * Draws @text as a QR code (ISO/IEC 18004) of half blocks, two modules a character, dark on light
 * whatever the terminal's colours.
 *
 * Returns: (transfer full) (nullable): lines of text without a final line feed; %NULL when @text is too long
 */
char *lk_qr_render (const char *text, guint *columns);

G_END_DECLS
