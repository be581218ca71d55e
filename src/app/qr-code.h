/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** LkQrCode: draws a text as a QR code (ISO/IEC 18004), dark on light whatever the theme, for a telephone to read */
#define LK_TYPE_QR_CODE (lk_qr_code_get_type ())
G_DECLARE_FINAL_TYPE (LkQrCode, lk_qr_code, LK, QR_CODE, GtkDrawingArea)

/** lk_qr_code_set_text: @text: (nullable): what to draw; nothing is drawn of one that is too long */
void lk_qr_code_set_text (LkQrCode *self, const char *text);

G_END_DECLS
