/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "text-editor.h"

#include <string.h>
#include <glib/gi18n.h>

#include "base/error.h"
#include "label.h"

/* The first choice is the block, the others are the files of the tree. */
#define BLOCK 0

struct _LkTextEditor {
  GtkBin parent;
  GtkComboBoxText *scope;
  GtkTextView *view;
  GtkTextBuffer *buffer;
  GtkLabel *note;
  LkConfigDraft *draft; /* NULL while nothing is shown */
  char *name;
  guint file;
  gsize start, end;  /* what of the file is shown */
  gboolean carriage; /* whether its lines end with CR LF; the view has LF */
  gboolean applying;
};

G_DEFINE_TYPE (LkTextEditor, lk_text_editor, GTK_TYPE_BIN)

/* Whether all lines end with CR LF. */
static gboolean
has_carriage (const char *text)
{
  const char *end = strchr (text, '\n');

  if (end == NULL)
    return FALSE;
  for (; end != NULL; end = strchr (end + 1, '\n'))
    if (end == text || end[-1] != '\r')
      return FALSE;
  return TRUE;
}

/* @text: (transfer full) */
static char *
replace (char *text, const char *from, const char *to)
{
  g_auto (GStrv) parts = g_strsplit (text, from, -1);

  g_free (text);
  return g_strjoinv (to, parts);
}

/* What is to be shown is somewhere; FALSE where the block has gone. */
static gboolean
locate (LkTextEditor *self)
{
  const LkConfigTree *tree = lk_config_draft_get_tree (self->draft);
  int scope = gtk_combo_box_get_active (GTK_COMBO_BOX (self->scope));
  LkConfigRef at;

  if (scope > BLOCK && (guint) scope <= lk_config_tree_n_files (tree)) {
    self->file = (guint) scope - 1;
    self->start = 0;
    self->end = g_bytes_get_size (lk_config_file_bytes (lk_config_tree_file (tree, self->file)));
    return TRUE;
  }
  if (!lk_config_find_host (tree, self->name, &at))
    return FALSE;
  self->file = at.file;
  lk_config_block_span (tree, at, &self->start, &self->end);
  return TRUE;
}

static void
set_text (LkTextEditor *self, const char *text)
{
  g_autofree char *old = NULL;
  GtkTextIter start, end;
  int offset;

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  old = gtk_text_buffer_get_text (self->buffer, &start, &end, TRUE);
  if (g_str_equal (old, text))
    return;
  /* The cursor stays about where it was. */
  g_object_get (self->buffer, "cursor-position", &offset, NULL);
  self->applying = TRUE;
  gtk_text_buffer_set_text (self->buffer, text, -1);
  self->applying = FALSE;
  gtk_text_buffer_get_iter_at_offset (self->buffer, &start, offset);
  gtk_text_buffer_place_cursor (self->buffer, &start);
}

static void
show_text (LkTextEditor *self)
{
  const char *note = NULL;
  const char *bytes;
  g_autofree char *text = NULL;

  if (!locate (self)) {
    note = _ ("The host has another name now, or is gone. Choose a file to see what there is.");
    text = g_strdup ("");
  } else {
    bytes = g_bytes_get_data (lk_config_file_bytes (lk_config_tree_file (
                                  lk_config_draft_get_tree (self->draft), self->file)),
                              NULL);
    text = g_utf8_make_valid (self->end > 0 ? bytes + self->start : "",
                              (gssize) (self->end - self->start));
    if (self->end > 0 &&
        !g_utf8_validate (bytes + self->start, (gssize) (self->end - self->start), NULL))
      note = _ ("This is not written in UTF-8, and can be changed elsewhere only.");
  }
  self->carriage = has_carriage (text);
  if (self->carriage)
    text = replace (g_steal_pointer (&text), "\r\n", "\n");
  set_text (self, text);
  gtk_text_view_set_editable (self->view, note == NULL);
  lk_label_say (self->note, note);
  gtk_widget_set_visible (GTK_WIDGET (self->note), note != NULL);
}

/* Puts the view's text into the draft. @data: the editor */
static gboolean
apply (LkConfigTree *tree, gpointer data, GError **error)
{
  LkTextEditor *self = data;
  gsize before = g_bytes_get_size (lk_config_file_bytes (lk_config_tree_file (tree, self->file)));
  GtkTextIter start, end;
  g_autofree char *text = NULL;
  gsize after;

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  text = gtk_text_buffer_get_text (self->buffer, &start, &end, TRUE);
  if (self->carriage)
    text = replace (g_steal_pointer (&text), "\n", "\r\n");
  if (!lk_config_edit_text (tree, self->file, self->start, self->end, text, error))
    return FALSE;
  after = g_bytes_get_size (lk_config_file_bytes (lk_config_tree_file (tree, self->file)));
  self->end = self->end + after - before;
  return TRUE;
}

static void
on_buffer_changed (LkTextEditor *self)
{
  g_autoptr (GError) error = NULL;

  if (self->applying || self->draft == NULL)
    return;
  self->applying = TRUE;
  if (!lk_config_draft_edit (self->draft, apply, self, &error)) {
    lk_label_say (self->note, error->message);
    gtk_widget_show (GTK_WIDGET (self->note));
  }
  self->applying = FALSE;
}

static void
on_draft_changed (LkTextEditor *self)
{
  if (!self->applying)
    show_text (self);
}

static void
on_scope_changed (LkTextEditor *self)
{
  if (!self->applying && self->draft != NULL)
    show_text (self);
}

static void
list_scopes (LkTextEditor *self)
{
  const LkConfigTree *tree = lk_config_draft_get_tree (self->draft);

  self->applying = TRUE;
  gtk_combo_box_text_remove_all (self->scope);
  gtk_combo_box_text_append_text (self->scope, self->name);
  for (guint i = 0; i < lk_config_tree_n_files (tree); i++) {
    g_autofree char *path = lk_printable_path (lk_config_file_path (lk_config_tree_file (tree, i)));

    gtk_combo_box_text_append_text (self->scope, path);
  }
  gtk_combo_box_set_active (GTK_COMBO_BOX (self->scope), BLOCK);
  self->applying = FALSE;
}

static void
let_go (LkTextEditor *self)
{
  if (self->draft != NULL)
    g_signal_handlers_disconnect_by_data (self->draft, self);
  g_clear_object (&self->draft);
}

static void
lk_text_editor_dispose (GObject *object)
{
  let_go (LK_TEXT_EDITOR (object));
  G_OBJECT_CLASS (lk_text_editor_parent_class)->dispose (object);
}

static void
lk_text_editor_finalize (GObject *object)
{
  g_free (LK_TEXT_EDITOR (object)->name);
  G_OBJECT_CLASS (lk_text_editor_parent_class)->finalize (object);
}

static void
lk_text_editor_class_init (LkTextEditorClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = lk_text_editor_dispose;
  G_OBJECT_CLASS (class)->finalize = lk_text_editor_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/latchkey/Latchkey/ui/text-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, LkTextEditor, scope);
  gtk_widget_class_bind_template_child (widget_class, LkTextEditor, view);
  gtk_widget_class_bind_template_child (widget_class, LkTextEditor, note);
  gtk_widget_class_bind_template_callback (widget_class, on_scope_changed);
}

static void
lk_text_editor_init (LkTextEditor *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->buffer = gtk_text_view_get_buffer (self->view);
  g_signal_connect_object (self->buffer, "changed", G_CALLBACK (on_buffer_changed), self,
                           G_CONNECT_SWAPPED);
}

void
lk_text_editor_show (LkTextEditor *self, LkConfigDraft *draft, const char *name)
{
  let_go (self);
  if (draft == NULL)
    return;
  self->draft = g_object_ref (draft);
  g_free (self->name);
  self->name = g_strdup (name);
  g_signal_connect_swapped (draft, "changed", G_CALLBACK (on_draft_changed), self);
  list_scopes (self);
  show_text (self);
}

void
lk_text_editor_focus (LkTextEditor *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}
