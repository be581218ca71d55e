/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "host-draft.h"

#include <glib/gi18n.h>

#include "base/error.h"
#include "sshconfig/value.h"

struct _LkHostDraft {
  GObject parent;
  LkConfigDraft *draft;
  char *name;
  GPtrArray *options;
  GBytes *base; /* the file's content that the lines of the options count in */
  gboolean applying;
};

static guint changed_signal;

G_DEFINE_TYPE (LkHostDraft, lk_host_draft, G_TYPE_OBJECT)

static void
option_free (gpointer data)
{
  LkHostOption *option = data;

  g_free (option->name);
  g_free (option->text);
  g_free (option->error);
  g_free (option->was);
  g_free (option);
}

static GPtrArray *
new_options (void)
{
  return g_ptr_array_new_with_free_func (option_free);
}

gboolean
lk_host_draft_find (LkHostDraft *self, LkConfigRef *at)
{
  return lk_config_find_host (lk_config_draft_get_tree (self->draft), self->name, at);
}

char *
lk_host_draft_list_others (LkHostDraft *self)
{
  const LkConfigTree *tree = lk_config_draft_get_tree (self->draft);
  g_autoptr (GString) names = g_string_new (NULL);
  g_autoptr (LkConfigWords) words = NULL;
  const LkConfigFile *file;
  LkConfigRef at;

  if (!lk_host_draft_find (self, &at))
    return NULL;
  file = lk_config_tree_file (tree, at.file);
  words = lk_config_file_words (file, lk_config_file_block (file, at.block)->header);
  for (guint i = 0; i < words->n_args; i++) {
    if (g_str_equal (words->args[i].value, self->name))
      continue;
    g_string_append_printf (names, "%s%s", names->len == 0 ? "" : ", ", words->args[i].value);
  }
  return names->len == 0 ? NULL : lk_printable (names->str, -1);
}

/* Reading */

static LkHostOption *
read_option (const LkConfigFile *file, guint line)
{
  g_autoptr (LkConfigWords) words = lk_config_file_words (file, line);
  LkHostOption *option = g_new0 (LkHostOption, 1);

  option->name =
      g_strndup (lk_config_file_text (file, line) + words->keyword.start, words->keyword.length);
  option->line = line;
  option->was = lk_config_value_text (file, line);
  option->text = g_strdup (option->was);
  option->fixed = option->was == NULL || !g_utf8_validate (option->name, -1, NULL);
  return option;
}

/* What is being typed and cannot be yet is in no file: it is not lost when the others are read anew. */
static void
keep_faulty (GPtrArray *old, GPtrArray *new)
{
  for (guint i = 0; i < old->len; i++) {
    LkHostOption *option = old->pdata[i], *same = NULL;

    if (option->error == NULL)
      continue;
    for (guint j = 0; j < new->len &&same == NULL; j++) {
      LkHostOption *other = new->pdata[j];

      if (option->was != NULL && g_strcmp0 (option->was, other->was) == 0 &&
          g_ascii_strcasecmp (option->name, other->name) == 0)
        same = other;
    }
    if (same == NULL) {
      same = g_new0 (LkHostOption, 1);
      same->name = g_strdup (option->name);
      g_ptr_array_add (new, same);
    }
    g_free (same->text);
    same->text = g_steal_pointer (&option->text);
    same->error = g_steal_pointer (&option->error);
  }
}

static void
read_all (LkHostDraft *self)
{
  GPtrArray *options = new_options ();
  LkConfigRef at;

  g_clear_pointer (&self->base, g_bytes_unref);
  if (lk_host_draft_find (self, &at)) {
    const LkConfigFile *file =
        lk_config_tree_file (lk_config_draft_get_tree (self->draft), at.file);
    const LkConfigBlock *block = lk_config_file_block (file, at.block);

    self->base = g_bytes_ref (lk_config_file_bytes (file));
    for (guint i = block->header + 1; i < block->end; i++) {
      LkConfigKind kind = lk_config_file_line (file, i)->kind;

      if (kind == LK_CONFIG_OPTION || kind == LK_CONFIG_INCLUDE)
        g_ptr_array_add (options, read_option (file, i));
    }
    keep_faulty (self->options, options);
  }
  g_ptr_array_unref (self->options);
  self->options = options;
}

static void
on_draft_changed (LkHostDraft *self)
{
  if (self->applying)
    return;
  read_all (self);
  g_signal_emit (self, changed_signal, 0);
}

/* Changing */

static gboolean
is_changed (const LkHostOption *option)
{
  return !option->fixed && g_strcmp0 (option->was, option->text) != 0;
}

static gboolean
apply_line (LkConfigTree *tree, guint file, LkHostOption *option, GError **error)
{
  const LkConfigSpot at = {file, option->line};
  g_auto (GStrv) values = NULL;

  if (option->text == NULL)
    return lk_config_edit_remove_line (tree, at, error);
  values = lk_config_value_parse (option->name, option->text, error);
  return values != NULL &&
         lk_config_edit_change_line (tree, at, (const char *const *) values, error);
}

static gboolean
apply_new (LkConfigTree *tree, LkConfigRef at, LkHostOption *option, GError **error)
{
  g_auto (GStrv) values = lk_config_value_parse (option->name, option->text, error);
  const LkConfigSetting setting = {option->name, (const char *const *) values};

  return values != NULL && lk_config_edit_add (tree, at, &setting, error);
}

/* The block as it was, with all that is wanted, the last line first; what cannot be is left out and told. */
static gboolean
apply (LkConfigTree *tree, gpointer data, GError **error)
{
  LkHostDraft *self = data;
  guint n = self->options->len;
  LkConfigRef at;

  if (!lk_config_find_host (tree, self->name, &at)) {
    g_set_error (error, LK_ERROR, LK_ERROR_USAGE, _ ("the host is no longer in the configuration"));
    return FALSE;
  }
  lk_config_tree_replace (tree, at.file, self->base);
  for (guint i = 0; i < 2 * n; i++) {
    /* First the lines that there are, from the end on, then those to come. */
    LkHostOption *option = self->options->pdata[i < n ? n - 1 - i : i - n];
    g_autoptr (GError) local = NULL;
    gboolean ok = TRUE;

    if (i < n && option->was != NULL && is_changed (option))
      ok = apply_line (tree, at.file, option, &local);
    else if (i >= n && option->was == NULL && is_changed (option))
      ok = apply_new (tree, at, option, &local);
    if (!ok) {
      g_free (option->error);
      option->error = g_strdup (local->message);
    }
  }
  return TRUE;
}

static void
apply_all (LkHostDraft *self)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < self->options->len; i++)
    g_clear_pointer (&((LkHostOption *) self->options->pdata[i])->error, g_free);
  self->applying = TRUE;
  lk_config_draft_edit (self->draft, apply, self, &error);
  self->applying = FALSE;
}

GPtrArray *
lk_host_draft_get_options (LkHostDraft *self)
{
  return self->options;
}

void
lk_host_draft_set_text (LkHostDraft *self, LkHostOption *option, const char *text)
{
  if (option->fixed || g_strcmp0 (option->text, text) == 0)
    return;
  g_free (option->text);
  option->text = g_strdup (text);
  apply_all (self);
}

LkHostOption *
lk_host_draft_add (LkHostDraft *self, const char *name, const char *text)
{
  LkHostOption *option = g_new0 (LkHostOption, 1);

  option->name = g_strdup (name);
  option->text = g_strdup (text);
  g_ptr_array_add (self->options, option);
  apply_all (self);
  return option;
}

const LkHostOption *
lk_host_draft_get_faulty (LkHostDraft *self)
{
  for (guint i = 0; i < self->options->len; i++) {
    const LkHostOption *option = self->options->pdata[i];

    if (option->error != NULL)
      return option;
  }
  return NULL;
}

/* Asking ssh */

/* A question about one option: what it says, and ssh's words, where it does not take that. */
typedef struct {
  char *name;
  char *text;
  char *answer;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_free (question->name);
  g_free (question->text);
  g_free (question->answer);
  g_free (question);
}

static void
ask (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GPtrArray *questions = data;

  for (guint i = 0; i < questions->len && !g_cancellable_is_cancelled (cancellable); i++) {
    Question *question = questions->pdata[i];
    g_auto (GStrv) values = lk_config_value_parse (question->name, question->text, NULL);
    g_autoptr (GError) error = NULL;

    if (values != NULL &&
        !lk_config_value_check ("ssh", question->name, (const char *const *) values, &error))
      question->answer = g_strdup (error->message);
  }
  g_task_return_boolean (task, TRUE);
}

static void
take_answer (LkHostDraft *self, const Question *question)
{
  for (guint i = 0; i < self->options->len; i++) {
    LkHostOption *option = self->options->pdata[i];

    if (is_changed (option) && g_str_equal (option->name, question->name) &&
        g_strcmp0 (option->text, question->text) == 0) {
      g_free (option->error);
      option->error = g_strdup (question->answer);
    }
  }
}

static void
on_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  LkHostDraft *self = LK_HOST_DRAFT (source);
  g_autoptr (GTask) task = user_data;
  GPtrArray *questions = g_task_get_task_data (G_TASK (result));
  GError *refused = g_task_get_task_data (task);

  for (guint i = 0; i < questions->len; i++)
    take_answer (self, questions->pdata[i]);
  g_task_return_error (task, g_error_copy (refused));
}

static void
on_checked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LkHostDraft *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) questions = NULL;
  g_autoptr (GTask) further = NULL;
  GCancellable *cancellable;
  char *note = NULL;

  if (lk_config_draft_check_finish (self->draft, result, &note, &error)) {
    g_task_return_pointer (task, note, g_free);
    return;
  }
  questions = g_ptr_array_new_with_free_func (question_free);
  for (guint i = 0; i < self->options->len; i++) {
    const LkHostOption *option = self->options->pdata[i];
    Question *question;

    if (!is_changed (option) || option->text == NULL)
      continue;
    question = g_new0 (Question, 1);
    question->name = g_strdup (option->name);
    question->text = g_strdup (option->text);
    g_ptr_array_add (questions, question);
  }
  g_task_set_task_data (task, error, (GDestroyNotify) g_error_free);
  cancellable = g_task_get_cancellable (task);
  further = g_task_new (self, cancellable, on_answered, g_steal_pointer (&task));
  g_task_set_source_tag (further, on_checked);
  g_task_set_task_data (further, g_steal_pointer (&questions), (GDestroyNotify) g_ptr_array_unref);
  g_task_run_in_thread (further, ask);
}

void
lk_host_draft_check_async (LkHostDraft *self,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_auto (GStrv) options = NULL;

  for (guint i = 0; i < self->options->len; i++) {
    const LkHostOption *option = self->options->pdata[i];

    if (is_changed (option) && option->text != NULL)
      g_strv_builder_add (names, option->name);
  }
  options = g_strv_builder_end (names);
  g_task_set_source_tag (task, lk_host_draft_check_async);
  lk_config_draft_check_async (self->draft, self->name, (const char *const *) options, cancellable,
                               on_checked, task);
}

gboolean
lk_host_draft_check_finish (LkHostDraft *self, GAsyncResult *result, char **note, GError **error)
{
  g_autoptr (GError) local = NULL;

  *note = g_task_propagate_pointer (G_TASK (result), &local);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* The class */

static void
lk_host_draft_finalize (GObject *object)
{
  LkHostDraft *self = LK_HOST_DRAFT (object);

  g_clear_object (&self->draft);
  g_free (self->name);
  g_ptr_array_unref (self->options);
  g_clear_pointer (&self->base, g_bytes_unref);
  G_OBJECT_CLASS (lk_host_draft_parent_class)->finalize (object);
}

static void
lk_host_draft_class_init (LkHostDraftClass *class)
{
  G_OBJECT_CLASS (class)->finalize = lk_host_draft_finalize;
  changed_signal = g_signal_new ("changed", LK_TYPE_HOST_DRAFT, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
lk_host_draft_init (LkHostDraft *self)
{
  self->options = new_options ();
}

LkHostDraft *
lk_host_draft_new (LkConfigDraft *draft, const char *name)
{
  LkHostDraft *self = g_object_new (LK_TYPE_HOST_DRAFT, NULL);

  self->draft = g_object_ref (draft);
  self->name = g_strdup (name);
  g_signal_connect_object (draft, "changed", G_CALLBACK (on_draft_changed), self,
                           G_CONNECT_SWAPPED);
  read_all (self);
  return self;
}
