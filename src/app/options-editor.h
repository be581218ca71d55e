/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "host-draft.h"

G_BEGIN_DECLS

/** LkOptionsEditor: the options of a host: the common ones as fields, the rest as rows */
#define LK_TYPE_OPTIONS_EDITOR (lk_options_editor_get_type ())
G_DECLARE_FINAL_TYPE (LkOptionsEditor, lk_options_editor, LK, OPTIONS_EDITOR, GtkBin)

/** lk_options_editor_show: shows a host from now on */
void lk_options_editor_show (LkOptionsEditor *self, LkHostDraft *draft, const char *name);

/** lk_options_editor_set_hints: @settings: (element-type LkHostSetting): what counts for the host as the configuration is on the disk; shown where the block says nothing */
void lk_options_editor_set_hints (LkOptionsEditor *self, GPtrArray *settings);

/** lk_options_editor_update: shows what is wrong with which option; @focus: and puts the keyboard into the first of these */
void lk_options_editor_update (LkOptionsEditor *self, gboolean focus);

/** lk_options_editor_focus: puts the keyboard into the first field */
void lk_options_editor_focus (LkOptionsEditor *self);

G_END_DECLS
