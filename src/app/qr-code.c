/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "qr-code.h"

#include <qrencode.h>

/* Modules of white around the code, as the standard wants them. */
#define QUIET 4
#define SIZE 200

struct _LkQrCode {
  GtkDrawingArea parent;
  QRcode *code;
};

G_DEFINE_TYPE (LkQrCode, lk_qr_code, GTK_TYPE_DRAWING_AREA)

static gboolean
lk_qr_code_draw (GtkWidget *widget, cairo_t *cr)
{
  const QRcode *code = LK_QR_CODE (widget)->code;
  int width = gtk_widget_get_allocated_width (widget);
  int height = gtk_widget_get_allocated_height (widget);

  if (code == NULL)
    return GDK_EVENT_PROPAGATE;
  /* Whole pixels: blurred edges cost the camera. */
  int modules = code->width + 2 * QUIET;
  int scale = MAX (1, MIN (width, height) / modules);
  cairo_translate (cr, (width - scale * modules) / 2, (height - scale * modules) / 2);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_rectangle (cr, 0, 0, scale * modules, scale * modules);
  cairo_fill (cr);
  cairo_set_source_rgb (cr, 0, 0, 0);
  for (int y = 0; y < code->width; y++) {
    for (int x = 0; x < code->width; x++) {
      if ((code->data[y * code->width + x] & 1) != 0)
        cairo_rectangle (cr, (QUIET + x) * scale, (QUIET + y) * scale, scale, scale);
    }
  }
  cairo_fill (cr);
  return GDK_EVENT_PROPAGATE;
}

static void
lk_qr_code_finalize (GObject *object)
{
  g_clear_pointer (&LK_QR_CODE (object)->code, QRcode_free);
  G_OBJECT_CLASS (lk_qr_code_parent_class)->finalize (object);
}

static void
lk_qr_code_class_init (LkQrCodeClass *class)
{
  G_OBJECT_CLASS (class)->finalize = lk_qr_code_finalize;
  GTK_WIDGET_CLASS (class)->draw = lk_qr_code_draw;
}

static void
lk_qr_code_init (LkQrCode *self)
{
  gtk_widget_set_size_request (GTK_WIDGET (self), SIZE, SIZE);
}

void
lk_qr_code_set_text (LkQrCode *self, const char *text)
{
  g_clear_pointer (&self->code, QRcode_free);
  if (text != NULL)
    self->code = QRcode_encodeString8bit (text, 0, QR_ECLEVEL_L);
  /* A module has to be three pixels wide. */
  int size = self->code == NULL ? SIZE : MAX (SIZE, 3 * (self->code->width + 2 * QUIET));
  gtk_widget_set_size_request (GTK_WIDGET (self), size, size);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
