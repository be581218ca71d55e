/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "session/session.h"

G_BEGIN_DECLS

/**
 * lk_import_run:
 * @parent: any widget in the window that asks
 * @folder: the user's .ssh
 *
 * Puts Latchkey in the place of cloudflared: the lines of the configuration, reviewed before they are saved; the
 * logins that still hold; and, if the user wants, cloudflared's plain files go. Where that was done before,
 * it offers the way back.
 */
void lk_import_run (GtkWidget *parent, LkSession *session, const char *folder);

G_END_DECLS
