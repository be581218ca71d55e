/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "login-sheet.h"

#include <glib/gi18n.h>
#include <string.h>

#include "qr-code.h"

struct _LkLoginSheet {
  GtkBin parent;
  GtkRevealer *revealer;
  GtkLabel *title;
  GtkLabel *queue;
  GtkLabel *why;
  GtkLabel *note;
  GtkLabel *waiting;
  GtkButton *copy;
  GtkToggleButton *show_qr;
  LkQrCode *qr;
  LkLogins *logins;
  LkLogin *login; /* the one shown: the first in line */
};

G_DEFINE_TYPE (LkLoginSheet, lk_login_sheet, GTK_TYPE_BIN)

static void
show_title (LkLoginSheet *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->logins));
  const char *team = lk_login_get_team (self->login);
  g_autofree char *label = g_strndup (team, strcspn (team, "."));
  g_autofree char *title = g_strdup_printf (_ ("Log in to %s"), label);
  /* Translators: how many logins wait, of which this is the first */
  g_autofree char *queue = g_strdup_printf (_ ("1 of %u"), n);

  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->queue, queue);
  gtk_widget_set_visible (GTK_WIDGET (self->queue), n > 1);
}

static void
show_login (LkLoginSheet *self)
{
  g_autofree char *why = lk_login_explain (self->login);
  const char *note = lk_login_get_note (self->login);

  show_title (self);
  gtk_label_set_text (self->why, why);
  gtk_label_set_text (self->note, note == NULL ? "" : note);
  gtk_widget_set_visible (GTK_WIDGET (self->note), note != NULL);
  gtk_label_set_text (self->waiting,
                      lk_login_get_shared (self->login)
                          ? _ ("Another program has begun this login. Approve it in any browser.")
                          : _ ("Approve it in any browser, here or on another device."));
  lk_qr_code_set_text (self->qr, lk_login_get_url (self->login));
}

/* The old login stays in the sheet while it sinks. */
static void
on_logins_changed (LkLoginSheet *self)
{
  g_autoptr (LkLogin) first = g_list_model_get_item (G_LIST_MODEL (self->logins), 0);

  if (first != self->login) {
    g_set_object (&self->login, first);
    gtk_toggle_button_set_active (self->show_qr, FALSE);
    gtk_button_set_label (self->copy, _ ("Copy Link"));
  }
  gtk_revealer_set_reveal_child (self->revealer, first != NULL);
  if (first != NULL)
    show_login (self);
}

static void
on_open_clicked (LkLoginSheet *self)
{
  if (self->login != NULL && !lk_logins_open_browser (self->logins, self->login))
    lk_login_set_note (self->login,
                       _ ("No browser could be opened; copy the link or scan the code."));
  if (self->login != NULL)
    show_login (self);
}

static void
on_copy_clicked (LkLoginSheet *self)
{
  if (self->login == NULL)
    return;
  gtk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self), GDK_SELECTION_CLIPBOARD),
                          lk_login_get_url (self->login), -1);
  gtk_button_set_label (self->copy, _ ("Copied"));
}

static void
on_cancel_clicked (LkLoginSheet *self)
{
  if (self->login != NULL)
    lk_logins_cancel (self->logins, self->login);
}

static void
lk_login_sheet_dispose (GObject *object)
{
  LkLoginSheet *self = LK_LOGIN_SHEET (object);

  g_clear_object (&self->login);
  g_clear_object (&self->logins);
  G_OBJECT_CLASS (lk_login_sheet_parent_class)->dispose (object);
}

static void
lk_login_sheet_class_init (LkLoginSheetClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = lk_login_sheet_dispose;
  g_type_ensure (LK_TYPE_QR_CODE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/latchkey/Latchkey/ui/login-sheet.ui");
  gtk_widget_class_bind_template_child (widget_class, LkLoginSheet, revealer);
  gtk_widget_class_bind_template_child (widget_class, LkLoginSheet, title);
  gtk_widget_class_bind_template_child (widget_class, LkLoginSheet, queue);
  gtk_widget_class_bind_template_child (widget_class, LkLoginSheet, why);
  gtk_widget_class_bind_template_child (widget_class, LkLoginSheet, note);
  gtk_widget_class_bind_template_child (widget_class, LkLoginSheet, waiting);
  gtk_widget_class_bind_template_child (widget_class, LkLoginSheet, copy);
  gtk_widget_class_bind_template_child (widget_class, LkLoginSheet, show_qr);
  gtk_widget_class_bind_template_child (widget_class, LkLoginSheet, qr);
  gtk_widget_class_bind_template_callback (widget_class, on_open_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_copy_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_cancel_clicked);
}

static void
lk_login_sheet_init (LkLoginSheet *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
lk_login_sheet_set_logins (LkLoginSheet *self, LkLogins *logins)
{
  self->logins = g_object_ref (logins);
  g_signal_connect_object (logins, "changed", G_CALLBACK (on_logins_changed), self,
                           G_CONNECT_SWAPPED);
  on_logins_changed (self);
}
