/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "diff-view.h"

#include <glib/gi18n.h>

/* How strong the colour of a line's background is. */
#define SHADE 0.13

typedef enum { PLAIN, NAME, PLACE, ADDED, REMOVED, N_KINDS } Kind;

struct _LkDiffView {
  GtkTextView parent;
  GtkTextTag *tags[N_KINDS];
};

G_DEFINE_TYPE (LkDiffView, lk_diff_view, GTK_TYPE_TEXT_VIEW)

/* Of a line and what follows it: a removed line may look like a file's name. */
static Kind
kind_of (const char *line)
{
  const char *next = strchr (line, '\n');

  if (g_str_has_prefix (line, "--- ") && next != NULL && g_str_has_prefix (next + 1, "+++ "))
    return NAME;
  if (g_str_has_prefix (line, "+++ ") && next != NULL && g_str_has_prefix (next + 1, "@@ "))
    return NAME;
  switch (*line) {
  case '@':
    return PLACE;
  case '+':
    return ADDED;
  case '-':
    return REMOVED;
  default:
    return PLAIN;
  }
}

static void
colour (LkDiffView *self, Kind kind, const char *name)
{
  GdkRGBA rgba;

  if (!gtk_style_context_lookup_color (gtk_widget_get_style_context (GTK_WIDGET (self)), name,
                                       &rgba))
    return;
  rgba.alpha = SHADE;
  g_object_set (self->tags[kind], "paragraph-background-rgba", &rgba, NULL);
}

static void
lk_diff_view_style_updated (GtkWidget *widget)
{
  LkDiffView *self = LK_DIFF_VIEW (widget);

  GTK_WIDGET_CLASS (lk_diff_view_parent_class)->style_updated (widget);
  colour (self, ADDED, "success_color");
  colour (self, REMOVED, "error_color");
}

static void
lk_diff_view_class_init (LkDiffViewClass *class)
{
  GTK_WIDGET_CLASS (class)->style_updated = lk_diff_view_style_updated;
}

static void
lk_diff_view_init (LkDiffView *self)
{
  GtkTextView *view = GTK_TEXT_VIEW (self);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (view);

  for (Kind kind = 0; kind < N_KINDS; kind++)
    self->tags[kind] = gtk_text_buffer_create_tag (buffer, NULL, NULL);
  g_object_set (self->tags[NAME], "weight", PANGO_WEIGHT_BOLD, NULL);
  g_object_set (self->tags[PLACE], "style", PANGO_STYLE_ITALIC, NULL);
  g_object_set (self, "editable", FALSE, "monospace", TRUE, "left-margin", 6, "right-margin", 6,
                "top-margin", 6, "bottom-margin", 6, "accepts-tab", FALSE, NULL);
  atk_object_set_name (gtk_widget_get_accessible (GTK_WIDGET (self)), _ ("Changes"));
}

void
lk_diff_view_show (LkDiffView *self, GBytes *diff)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self));
  gsize length;
  const char *bytes = g_bytes_get_data (diff, &length);
  g_autofree char *text = g_utf8_make_valid (length == 0 ? "" : bytes, (gssize) length);
  const char *end;
  GtkTextIter at;

  gtk_text_buffer_set_text (buffer, "", 0);
  gtk_text_buffer_get_start_iter (buffer, &at);
  for (const char *line = text; *line != '\0'; line = end) {
    end = strchr (line, '\n');
    end = end == NULL ? line + strlen (line) : end + 1;
    gtk_text_buffer_insert_with_tags (buffer, &at, line, (int) (end - line),
                                      self->tags[kind_of (line)], NULL);
  }
  gtk_text_buffer_get_start_iter (buffer, &at);
  gtk_text_buffer_place_cursor (buffer, &at);
}
