/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "config-draft.h"

G_BEGIN_DECLS

/**
 * LkReview:
 * @title: what is going to be done, for the user
 * @reason: the same for the history
 * @undoes: the change of the history that is taken back, or 0
 * @note: (nullable): what the user should know of it before
 */
typedef struct {
  const char *title;
  const char *reason;
  guint undoes;
  const char *note;
} LkReview;

/**
 * LkReviewDialog:
 *
 * Shows what a draft changes before it is saved, and saves it. What other programs write meanwhile comes in before
 * the user's eyes; where it meets what he wants, he chooses between both versions.
 */
#define LK_TYPE_REVIEW_DIALOG (lk_review_dialog_get_type ())
G_DECLARE_FINAL_TYPE (LkReviewDialog, lk_review_dialog, LK, REVIEW_DIALOG, GtkDialog)

/**
 * lk_review_dialog_ask:
 * @parent: any widget in the window that asks
 * @draft: with its edits; the caller discards them if it does not want them when nothing was saved
 */
void lk_review_dialog_ask (GtkWidget *parent,
                           LkConfigDraft *draft,
                           const LkReview *review,
                           GAsyncReadyCallback callback,
                           gpointer user_data);

/** lk_review_dialog_ask_finish: Returns: %FALSE with %G_IO_ERROR_CANCELLED when the user did not want to save */
gboolean lk_review_dialog_ask_finish (GAsyncResult *result, GError **error);

G_END_DECLS
