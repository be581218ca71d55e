/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "certifier.h"

#include "base/clock.h"
#include "quiet-prompt.h"
#include "session/certificate.h"
#include "session/open.h"

typedef struct {
  const LkCertifier *certifier;
  const char *host;
  GMutex mutex;
  GCond cond;
  gboolean done;
  LkKept *kept;
  GError *error;
} Run;

/* Ends the run, in the main context, with one of the two. */
static void
finish (Run *run, LkKept *kept, GError *error)
{
  g_mutex_lock (&run->mutex);
  run->kept = kept;
  run->error = error;
  run->done = TRUE;
  g_cond_signal (&run->cond);
  g_mutex_unlock (&run->mutex);
}

static void
on_certified (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GError *error = NULL;
  LkKept *kept = lk_session_certify_finish (LK_SESSION (source), result, &error);

  finish (user_data, kept, error);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Run *run = user_data;
  GError *error = NULL;
  g_autoptr (LkSession) session = lk_session_open_finish (result, &error);
  g_autoptr (LkPrompt) prompt = lk_quiet_prompt_new ();

  if (session == NULL)
    finish (run, NULL, error);
  else
    lk_session_certify_async (session, run->host, run->certifier->store, LK_OBTAIN_NONE, prompt,
                              NULL, on_certified, run);
}

/* Anew each time: this process outlives keyrings that come and go. */
static gboolean
begin (gpointer user_data)
{
  Run *run = user_data;

  lk_session_open_async ("latchkey/" LK_VERSION, run->certifier->fedramp, NULL, on_opened, run);
  return G_SOURCE_REMOVE;
}

LkKept *
lk_certifier_run (const LkCertifier *certifier, const char *host, GError **error)
{
  Run run = {.certifier = certifier, .host = host};
  g_autoptr (LkKept) kept = lk_kept_lookup (certifier->dir, certifier->store, host);

  if (kept != NULL && lk_kept_is_usable (kept, lk_clock_system ()))
    return g_steal_pointer (&kept);
  g_mutex_init (&run.mutex);
  g_cond_init (&run.cond);
  g_idle_add_full (G_PRIORITY_DEFAULT, begin, &run, NULL);
  g_mutex_lock (&run.mutex);
  while (!run.done)
    g_cond_wait (&run.cond, &run.mutex);
  g_mutex_unlock (&run.mutex);
  g_mutex_clear (&run.mutex);
  g_cond_clear (&run.cond);
  if (run.error != NULL)
    g_propagate_error (error, run.error);
  return run.kept;
}
