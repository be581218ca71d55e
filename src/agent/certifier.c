/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "certifier.h"

#include "base/error.h"
#include "quiet-prompt.h"
#include "session/certificate.h"

typedef struct {
  const LkCertifier *certifier;
  const char *host;
  GMutex mutex;
  GCond cond;
  gboolean done;
} Run;

static void
on_certified (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Run *run = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LkKept) kept = lk_session_certify_finish (LK_SESSION (source), result, &error);

  if (kept == NULL) {
    const char *layer = lk_error_layer (error);

    g_printerr ("latchkey: %s: %s%s%s\n", run->host, layer == NULL ? "" : layer,
                layer == NULL ? "" : ": ", error->message);
  }
  g_mutex_lock (&run->mutex);
  run->done = TRUE;
  g_cond_signal (&run->cond);
  g_mutex_unlock (&run->mutex);
}

static gboolean
begin (gpointer user_data)
{
  Run *run = user_data;
  g_autoptr (LkPrompt) prompt = lk_quiet_prompt_new ();

  lk_session_certify_async (run->certifier->session, run->host, run->certifier->store,
                            LK_OBTAIN_NONE, prompt, NULL, on_certified, run);
  return G_SOURCE_REMOVE;
}

void
lk_certifier_run (const LkCertifier *certifier, const char *host)
{
  Run run = {.certifier = certifier, .host = host};

  g_mutex_init (&run.mutex);
  g_cond_init (&run.cond);
  g_idle_add_full (G_PRIORITY_DEFAULT, begin, &run, NULL);
  g_mutex_lock (&run.mutex);
  while (!run.done)
    g_cond_wait (&run.cond, &run.mutex);
  g_mutex_unlock (&run.mutex);
  g_mutex_clear (&run.mutex);
  g_cond_clear (&run.cond);
}
