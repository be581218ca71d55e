/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An empty window of GTK 3 and libhandy: what the application's cost is compared with. */
#include <handy.h>

static void
activate (GtkApplication *application)
{
  GtkWidget *window = g_object_new (HDY_TYPE_APPLICATION_WINDOW, "application", application,
                                    "default-width", 520, "default-height", 640, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *bar =
      g_object_new (HDY_TYPE_HEADER_BAR, "title", "Empty", "show-close-button", TRUE, NULL);

  gtk_container_add (GTK_CONTAINER (box), bar);
  gtk_container_add (GTK_CONTAINER (window), box);
  gtk_widget_show_all (window);
}

static void
startup (GtkApplication *application)
{
  hdy_init ();
}

int
main (int argc, char **argv)
{
  g_autoptr (GtkApplication) application =
      gtk_application_new ("org.latchkey.EmptyWindow", G_APPLICATION_DEFAULT_FLAGS);

  g_signal_connect_after (application, "startup", G_CALLBACK (startup), NULL);
  g_signal_connect (application, "activate", G_CALLBACK (activate), NULL);
  return g_application_run (G_APPLICATION (application), argc, argv);
}
