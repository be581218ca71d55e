/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "label.h"

#include "sentence.h"

void
lk_label_say (GtkLabel *label, const char *text)
{
  g_autofree char *sentence = lk_sentence (text == NULL ? "" : text);

  gtk_label_set_text (label, sentence);
}
