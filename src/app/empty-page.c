/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "empty-page.h"

#include "access/host.h"
#include "label.h"

struct _LkEmptyPage {
  GtkBin parent;
  GtkEntry *entry;
  GtkLabel *problem;
  GtkWidget *login, *set_up;
};

static guint login_signal, set_up_signal;

G_DEFINE_TYPE (LkEmptyPage, lk_empty_page, GTK_TYPE_BIN)

static void
on_changed (LkEmptyPage *self)
{
  gboolean any = *gtk_entry_get_text (self->entry) != '\0';

  gtk_widget_set_sensitive (self->login, any);
  gtk_widget_set_sensitive (self->set_up, any);
  gtk_widget_hide (GTK_WIDGET (self->problem));
}

static void
take (LkEmptyPage *self, guint signal)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *host = NULL;

  if (*gtk_entry_get_text (self->entry) == '\0')
    return;
  host = lk_host_parse (gtk_entry_get_text (self->entry), NULL, &error);
  if (host == NULL) {
    lk_label_say (self->problem, error->message);
    gtk_widget_show (GTK_WIDGET (self->problem));
    return;
  }
  g_signal_emit (self, signal, 0, host);
}

static void
on_login_clicked (LkEmptyPage *self)
{
  take (self, login_signal);
}

static void
on_activate (LkEmptyPage *self)
{
  take (self, set_up_signal);
}

static void
lk_empty_page_class_init (LkEmptyPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  login_signal = g_signal_new ("login", LK_TYPE_EMPTY_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 1, G_TYPE_STRING);
  set_up_signal = g_signal_new ("set-up", LK_TYPE_EMPTY_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/latchkey/Latchkey/ui/empty-page.ui");
  gtk_widget_class_bind_template_child (widget_class, LkEmptyPage, entry);
  gtk_widget_class_bind_template_child (widget_class, LkEmptyPage, problem);
  gtk_widget_class_bind_template_child (widget_class, LkEmptyPage, login);
  gtk_widget_class_bind_template_child (widget_class, LkEmptyPage, set_up);
  gtk_widget_class_bind_template_callback (widget_class, on_login_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
}

static void
lk_empty_page_init (LkEmptyPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
