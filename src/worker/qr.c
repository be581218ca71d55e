/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "qr.h"

#include <qrencode.h>

/* Modules of white around the code. The standard asks for four; cameras do with one, and 80 columns are few. */
#define QUIET 1

static gboolean
is_dark (const QRcode *code, int x, int y)
{
  return x >= 0 && y >= 0 && x < code->width && y < code->width &&
         (code->data[y * code->width + x] & 1) != 0;
}

char *
lk_qr_render (const char *text, guint *columns)
{
  /* Light blocks on a dark ground look the same on a white terminal and a black one: colours are set. */
  static const char *const blocks[] = {"█", "▀", "▄", " "};
  QRcode *code = QRcode_encodeString8bit (text, 0, QR_ECLEVEL_L);
  g_autoptr (GString) out = g_string_new (NULL);

  if (code == NULL)
    return NULL;
  for (int y = -QUIET; y < code->width + QUIET; y += 2) {
    g_string_append (out, out->len > 0 ? "\n\033[37;40m" : "\033[37;40m");
    for (int x = -QUIET; x < code->width + QUIET; x++)
      g_string_append (out, blocks[is_dark (code, x, y) * 2 + is_dark (code, x, y + 1)]);
    g_string_append (out, "\033[0m");
  }
  *columns = (guint) code->width + 2 * QUIET;
  QRcode_free (code);
  return g_string_free (g_steal_pointer (&out), FALSE);
}
