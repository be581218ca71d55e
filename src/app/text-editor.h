/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "host-draft.h"

G_BEGIN_DECLS

/** LkTextEditor: a host's block, or a file of the configuration, as it is written */
#define LK_TYPE_TEXT_EDITOR (lk_text_editor_get_type ())
G_DECLARE_FINAL_TYPE (LkTextEditor, lk_text_editor, LK, TEXT_EDITOR, GtkBin)

/** lk_text_editor_show: shows the block of a host from now on; @draft: (nullable): %NULL to let go of it */
void lk_text_editor_show (LkTextEditor *self, LkConfigDraft *draft, const char *name);

/** lk_text_editor_focus: puts the keyboard into the text */
void lk_text_editor_focus (LkTextEditor *self);

G_END_DECLS
