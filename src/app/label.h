/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** lk_label_say: @text: (nullable): a sentence, of core or of the application; the label has it with a capital (lk_sentence()) */
void lk_label_say (GtkLabel *label, const char *text);

G_END_DECLS
