/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "import.h"

#include <glib/gi18n.h>

#include "access/host.h"
#include "config-history.h"
#include "helper-path.h"
#include "review-dialog.h"
#include "sentence.h"
#include "session/adopt.h"
#include "sshconfig/cloudflared-import.h"

#define RESPONSE_UNDO 1
#define RESPONSE_REMOVE 2

/* One run, from the reading of the configuration to the last answer. */
typedef struct {
  GtkWindow *window; /* NULL once it is gone */
  LkSession *session;
  LkConfigDraft *draft;
  GPtrArray *hosts; /* with tokens, canonical */
  guint next;       /* of @hosts */
  guint taken;      /* logins that were taken over */
  guint undoes;     /* the import that can be taken back, or 0 */
} Import;

static void
import_free (Import *import)
{
  if (import->window != NULL)
    g_object_remove_weak_pointer (G_OBJECT (import->window), (gpointer *) &import->window);
  g_clear_object (&import->session);
  g_clear_object (&import->draft);
  g_clear_pointer (&import->hosts, g_ptr_array_unref);
  g_free (import);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Import, import_free)

typedef struct {
  const char *label;
  int response;
} Answer;

/* Asks or tells; there is always a button to close. */
static void
say (Import *import,
     const char *title,
     const char *text,
     const Answer *answer,
     GCallback on_response,
     gpointer data)
{
  g_autofree char *sentence = lk_sentence (text);
  GtkWidget *dialog =
      gtk_message_dialog_new (import->window, GTK_DIALOG_MODAL | GTK_DIALOG_DESTROY_WITH_PARENT,
                              GTK_MESSAGE_INFO, GTK_BUTTONS_NONE, "%s", title);

  gtk_message_dialog_format_secondary_text (GTK_MESSAGE_DIALOG (dialog), "%s", sentence);
  gtk_dialog_add_button (GTK_DIALOG (dialog), _ ("_Close"), GTK_RESPONSE_CLOSE);
  if (answer != NULL)
    gtk_dialog_add_button (GTK_DIALOG (dialog), answer->label, answer->response);
  gtk_dialog_set_default_response (GTK_DIALOG (dialog), GTK_RESPONSE_CLOSE);
  if (on_response != NULL)
    g_signal_connect (dialog, "response", on_response, data);
  else
    g_signal_connect (dialog, "response", G_CALLBACK (gtk_widget_destroy), NULL);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* The plain files */

static void
on_files_response (GtkWidget *dialog, int response)
{
  Import import = {.window = gtk_window_get_transient_for (GTK_WINDOW (dialog))};
  g_autoptr (GError) error = NULL;

  if (response == RESPONSE_REMOVE && !lk_cloudflared_remove_files (&error))
    say (&import, _ ("The files are still there"), error->message, NULL, NULL, NULL);
  gtk_widget_destroy (dialog);
}

static void
tell_end (Import *import)
{
  g_autoptr (GPtrArray) files = lk_cloudflared_files ();
  g_autofree char *logins = g_strdup_printf (
      ngettext ("%u login was taken over.", "%u logins were taken over.", import->taken),
      import->taken);
  g_autofree char *rest = g_strdup_printf (
      ngettext ("cloudflared keeps tokens and keys in %u plain file, which is not "
                "needed any more.",
                "cloudflared keeps tokens and keys in %u plain files, which are not "
                "needed any more.",
                files->len),
      files->len);
  g_autofree char *text =
      g_strconcat (logins, files->len == 0 ? "" : " ", files->len == 0 ? "" : rest, NULL);
  const Answer remove = {_ ("_Remove the Files"), RESPONSE_REMOVE};

  say (import, _ ("Latchkey is in the place of cloudflared"), text,
       files->len == 0 ? NULL : &remove, G_CALLBACK (on_files_response), NULL);
}

/* The logins */

static void adopt_next (Import *import);

static void
on_adopted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Import *import = user_data;
  g_auto (GStrv) files = lk_session_adopt_finish (LK_SESSION (source), result, NULL);

  if (files != NULL && files[0] != NULL)
    import->taken++;
  adopt_next (import);
}

static void
adopt_next (Import *import)
{
  g_autofree char *folder = lk_cloudflared_folder ();

  if (import->next < import->hosts->len) {
    lk_session_adopt_async (import->session, g_ptr_array_index (import->hosts, import->next++),
                            folder, NULL, on_adopted, import);
    return;
  }
  if (import->window != NULL)
    tell_end (import);
  import_free (import);
}

static void
adopt (Import *import)
{
  g_autoptr (GPtrArray) files = lk_cloudflared_files ();
  g_autoptr (GPtrArray) names = lk_cloudflared_hosts (files);

  import->hosts = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < names->len; i++) {
    /* What stands there for a path or a wildcard is no host name. */
    char *host = lk_host_parse (g_ptr_array_index (names, i), NULL, NULL);

    if (host != NULL)
      g_ptr_array_add (import->hosts, host);
  }
  adopt_next (import);
}

/* The lines */

static void
on_reviewed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Import) import = user_data;

  if (!lk_review_dialog_ask_finish (result, NULL) || import->window == NULL)
    return;
  if (import->undoes == 0)
    adopt (g_steal_pointer (&import));
  else
    say (import, _ ("cloudflared is in its place again"),
         _ ("The logins that were taken over stay with Latchkey until you log out."), NULL, NULL,
         NULL);
}

static void
review (Import *import)
{
  const LkReview forth = {
      .title = _ ("Take Over from cloudflared"),
      .reason = LK_CLOUDFLARED_IMPORT,
      .note =
          _ ("These lines call Latchkey from now on. Logins that still hold are taken over, too."),
  };
  g_autofree char *reason = g_strdup_printf ("undo %u", import->undoes);
  const LkReview back = {
      .title = _ ("Back to cloudflared"),
      .reason = reason,
      .undoes = import->undoes,
  };

  lk_review_dialog_ask (GTK_WIDGET (import->window), import->draft,
                        import->undoes == 0 ? &forth : &back, on_reviewed, import);
}

static void
on_undo_response (GtkWidget *dialog, int response, gpointer user_data)
{
  g_autoptr (Import) import = user_data;
  g_autoptr (GError) error = NULL;

  gtk_widget_destroy (dialog);
  if (response != RESPONSE_UNDO || import->window == NULL)
    return;
  if (lk_config_draft_edit (import->draft, lk_config_history_undo,
                            GUINT_TO_POINTER (import->undoes), &error))
    review (g_steal_pointer (&import));
  else
    say (import, _ ("It cannot be taken back"), error->message, NULL, NULL, NULL);
}

/* No line of the configuration is cloudflared's. */
static void
go_on_without (Import *import)
{
  const LkConfigTree *tree = lk_config_draft_get_tree (import->draft);
  g_autofree char *history = lk_history_folder (NULL);
  g_autoptr (GPtrArray) files = lk_cloudflared_files ();
  const Answer undo = {_ ("_Undo…"), RESPONSE_UNDO};

  if (history != NULL)
    import->undoes = lk_history_find (history, lk_config_file_path (lk_config_tree_file (tree, 0)),
                                      LK_CLOUDFLARED_IMPORT);
  if (import->undoes != 0) {
    say (import, _ ("Latchkey is in the place of cloudflared"),
         _ ("The lines of the configuration were taken over before. That can be undone."), &undo,
         G_CALLBACK (on_undo_response), import);
  } else if (files->len > 0) {
    adopt (import);
  } else {
    say (import, _ ("There is nothing to take over"),
         _ ("No line of the configuration calls cloudflared, and it has no logins here."), NULL,
         NULL, NULL);
    import_free (import);
  }
}

static gboolean
edit (LkConfigTree *tree, gpointer data, GError **error)
{
  g_autofree char *latchkey = lk_helper_path ();

  return lk_cloudflared_import (tree, latchkey, error);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Import) import = user_data;
  g_autoptr (GError) error = NULL;

  if (!lk_config_draft_open_finish (import->draft, result, &error) ||
      !lk_config_draft_edit (import->draft, edit, NULL, &error)) {
    if (import->window != NULL)
      say (import, _ ("The configuration cannot be taken over"), error->message, NULL, NULL, NULL);
    return;
  }
  if (import->window == NULL)
    return;
  if (lk_config_draft_get_changed (import->draft))
    review (g_steal_pointer (&import));
  else
    go_on_without (g_steal_pointer (&import));
}

void
lk_import_run (GtkWidget *parent, LkSession *session, const char *folder)
{
  Import *import = g_new0 (Import, 1);

  import->window = GTK_WINDOW (gtk_widget_get_toplevel (parent));
  g_object_add_weak_pointer (G_OBJECT (import->window), (gpointer *) &import->window);
  import->session = g_object_ref (session);
  import->draft = lk_config_draft_new (folder);
  lk_config_draft_open_async (import->draft, NULL, on_opened, import);
}
