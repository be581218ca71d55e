/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "certificate-words.h"

#include <glib/gi18n.h>

#include "base/clock.h"
#include "host-item.h"
#include "session/kept-certificate.h"

typedef struct {
  char *dir;
  char *hostname;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_free (question->dir);
  g_free (question->hostname);
  g_free (question);
}

static char *
describe (const LkKept *kept, gint64 now)
{
  g_autofree char *users = NULL;
  g_autofree char *left = NULL;

  if (kept == NULL || kept->place == LK_KEPT_NOWHERE)
    return g_strdup (_ ("None is kept here"));
  users = g_strjoinv (", ", kept->certificate->principals);
  left = lk_time_left (kept->certificate->valid_before, now);
  /* Translators: the user names that it is for, and the time left */
  return g_strdup_printf (kept->place == LK_KEPT_IN_AGENT ? _ ("For %s, %s, in the ssh-agent")
                                                          : _ ("For %s, %s, in memory files"),
                          users, left);
}

static void
look (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Question *question = data;
  g_autoptr (LkKept) kept =
      lk_kept_lookup (question->dir, g_getenv ("SSH_AUTH_SOCK"), question->hostname);

  g_task_return_pointer (task, describe (kept, lk_clock_system ()), g_free);
}

void
lk_certificate_words_async (const char *dir,
                            const char *hostname,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Question *question = g_new0 (Question, 1);

  g_task_set_source_tag (task, lk_certificate_words_async);
  question->dir = g_strdup (dir);
  question->hostname = g_strdup (hostname);
  g_task_set_task_data (task, question, question_free);
  g_task_run_in_thread (task, look);
}

char *
lk_certificate_words_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
