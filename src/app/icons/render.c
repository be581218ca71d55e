/* SPDX-License-Identifier: GPL-3.0-or-later */
/* At build time: an SVG as a PNG of so many pixels, so that the application need not load a renderer. */
#include <gdk-pixbuf/gdk-pixbuf.h>

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  int size = argc == 4 ? atoi (argv[3]) : 0;
  g_autoptr (GdkPixbuf) pixbuf =
      size > 0 ? gdk_pixbuf_new_from_file_at_size (argv[1], size, size, &error) : NULL;

  if (pixbuf != NULL && gdk_pixbuf_save (pixbuf, argv[2], "png", &error, NULL))
    return 0;
  g_printerr ("%s\n", error != NULL ? error->message : "usage: render SVG PNG SIZE");
  return 1;
}
