/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A GTK module (GTK_MODULES) that watches the program which it is loaded into, and writes what it sees to the
 * file LATCHKEY_WATCH, a line each:
 *   frame MS   its first frame is on the screen, for which the process took so much CPU time
 *   gap MS     the main loop did not come around for so long, longer than ever before
 *   busy MS    the same by the CPU time that it took meanwhile, whatever else runs on the machine
 * Gaps are watched only with LATCHKEY_WATCH_GAPS, since that wakes the process, and from the first frame on.
 */
#include <gtk/gtk.h>
#include <stdio.h>
#include <time.h>

/* How often the loop is knocked at, in µs. */
#define KNOCK 5000

static FILE *out;

G_MODULE_EXPORT void gtk_module_init (int *argc, char ***argv);

static double
used (clockid_t clock)
{
  struct timespec time;

  clock_gettime (clock, &time);
  return (double) time.tv_sec * 1e3 + (double) time.tv_nsec / 1e6;
}

static void
note (const char *what, double ms, double *longest)
{
  if (ms <= *longest)
    return;
  *longest = ms;
  fprintf (out, "%s %.1f\n", what, ms);
}

static gboolean
on_knock (gpointer knocked_at)
{
  static double last = -1, longest_gap, longest_busy;
  double now = used (CLOCK_THREAD_CPUTIME_ID);

  note ("gap", (double) (g_get_monotonic_time () - *(gint64 *) knocked_at) / 1e3, &longest_gap);
  if (last >= 0)
    note ("busy", now - last, &longest_busy);
  last = now;
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

static void
on_after_paint (GdkFrameClock *frames, gpointer data)
{
  fprintf (out, "frame %.1f\n", used (CLOCK_PROCESS_CPUTIME_ID));
  g_signal_handlers_disconnect_by_func (frames, on_after_paint, NULL);
  if (g_getenv ("LATCHKEY_WATCH_GAPS") != NULL)
    g_thread_unref (g_thread_new ("knock", knock, NULL));
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
}
