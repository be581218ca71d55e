/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <handy.h>

G_BEGIN_DECLS

/**
 * LkOptionRow:
 *
 * An option of ssh and its value, to edit. Signals: `edited` with the new text; `removed` when the user wants it to
 * go.
 */
#define LK_TYPE_OPTION_ROW (lk_option_row_get_type ())
G_DECLARE_FINAL_TYPE (LkOptionRow, lk_option_row, LK, OPTION_ROW, HdyPreferencesRow)

/**
 * lk_option_row_new:
 * @title: (nullable): what it is in the user's language; %NULL for an option that can be removed
 * @option: as ssh_config(5) calls it
 */
GtkWidget *lk_option_row_new (const char *title, const char *option);

const char *lk_option_row_get_option (LkOptionRow *self);

/** lk_option_row_show: @text: the value; @error: (nullable): what is wrong with it; @fixed: whether it cannot be edited here */
void lk_option_row_show (LkOptionRow *self, const char *text, const char *error, gboolean fixed);

/** lk_option_row_set_hint: what counts while there is no value */
void lk_option_row_set_hint (LkOptionRow *self, const char *hint);

/** lk_option_row_focus: puts the keyboard into it */
void lk_option_row_focus (LkOptionRow *self);

G_END_DECLS
