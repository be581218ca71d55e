/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A GTK module (GTK_MODULES) that watches the program which it is loaded into, and writes what it sees to the
 * file LATCHKEY_WATCH, a line each:
 *   frame MS   its first frame is on the screen, for which the process took so much CPU time
 *   gap MS     the main loop did not come around for so long, longer than ever before
 * Gaps are watched only from the first signal USR1 on, since that wakes the process.
 */
#include <glib-unix.h>
#include <gtk/gtk.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>

/* How often the loop is knocked at, in µs. */
#define KNOCK 5000

static FILE *out;
static gint64 longest;

G_MODULE_EXPORT void gtk_module_init (int *argc, char ***argv);

static void
on_after_paint (GdkFrameClock *frames, gpointer data)
{
  struct timespec used;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &used);
  fprintf (out, "frame %.1f\n", (double) used.tv_sec * 1e3 + (double) used.tv_nsec / 1e6);
  g_signal_handlers_disconnect_by_func (frames, on_after_paint, NULL);
}

/* Of the first window. Returns: whether there will be another one to look at */
static gboolean
on_map (GSignalInvocationHint *hint, guint n, const GValue *values, gpointer data)
{
  GtkWidget *widget = g_value_get_object (values);

  if (!GTK_IS_WINDOW (widget))
    return TRUE;
  g_signal_connect (gtk_widget_get_frame_clock (widget), "after-paint", G_CALLBACK (on_after_paint),
                    NULL);
  return FALSE;
}

static gboolean
on_knock (gpointer knocked_at)
{
  gint64 gap = g_get_monotonic_time () - *(gint64 *) knocked_at;

  if (gap > longest) {
    longest = gap;
    fprintf (out, "gap %.1f\n", (double) gap / 1e3);
  }
  return G_SOURCE_REMOVE;
}

static gpointer
knock (gpointer data)
{
  for (;;) {
    gint64 now = g_get_monotonic_time ();

    g_main_context_invoke_full (NULL, G_PRIORITY_HIGH, on_knock, g_memdup2 (&now, sizeof now),
                                g_free);
    g_usleep (KNOCK);
  }
  return NULL;
}

static gboolean
on_signal (gpointer data)
{
  g_thread_unref (g_thread_new ("knock", knock, NULL));
  return G_SOURCE_REMOVE;
}

void
gtk_module_init (int *argc, char ***argv)
{
  const char *path = g_getenv ("LATCHKEY_WATCH");

  out = path == NULL ? NULL : fopen (path, "ae");
  if (out == NULL)
    return;
  setlinebuf (out);
  g_type_ensure (GTK_TYPE_WIDGET);
  g_type_class_unref (g_type_class_ref (GTK_TYPE_WIDGET));
  g_signal_add_emission_hook (g_signal_lookup ("map", GTK_TYPE_WIDGET), 0, on_map, NULL, NULL);
  g_unix_signal_add (SIGUSR1, on_signal, NULL);
}
