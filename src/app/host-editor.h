/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <handy.h>

G_BEGIN_DECLS

/**
 * LkHostEditor:
 *
 * The page that edits a host's block of the configuration. The signal `closed` comes when the user is done; its
 * argument is the host's name, %NULL where the host may have another one or none now.
 */
#define LK_TYPE_HOST_EDITOR (lk_host_editor_get_type ())
G_DECLARE_FINAL_TYPE (LkHostEditor, lk_host_editor, LK, HOST_EDITOR, GtkBin)

/** lk_host_editor_open: @folder: the user's .ssh; @name: a host that has a block there */
void lk_host_editor_open (LkHostEditor *self, const char *folder, const char *name);

/** lk_host_editor_close: asks what to do with changes, if there are any; `closed` follows unless the user stays */
void lk_host_editor_close (LkHostEditor *self);

/** lk_host_editor_get_changed: Returns: whether there is something that has not been saved */
gboolean lk_host_editor_get_changed (LkHostEditor *self);

G_END_DECLS
