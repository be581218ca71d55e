/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <handy.h>

#include "session/session.h"

G_BEGIN_DECLS

/**
 * LkAddHostDialog:
 *
 * Adds a host behind Access to the configuration: it is looked for while its name is typed, and what was found is
 * told; the change is reviewed before it is saved.
 */
#define LK_TYPE_ADD_HOST_DIALOG (lk_add_host_dialog_get_type ())
G_DECLARE_FINAL_TYPE (LkAddHostDialog, lk_add_host_dialog, LK, ADD_HOST_DIALOG, GtkDialog)

/**
 * lk_add_host_dialog_open:
 * @folder: the user's .ssh
 * @host: (nullable): what to begin with
 */
void lk_add_host_dialog_open (GtkWidget *parent,
                              LkSession *session,
                              const char *folder,
                              const char *host);

G_END_DECLS
