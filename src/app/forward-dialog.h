/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <handy.h>

#include "forwards.h"
#include "hosts-model.h"

G_BEGIN_DECLS

/** LkForwardDialog: what is asked of a forward that is added or edited; it saves it, or says what is wrong */
#define LK_TYPE_FORWARD_DIALOG (lk_forward_dialog_get_type ())
G_DECLARE_FINAL_TYPE (LkForwardDialog, lk_forward_dialog, LK, FORWARD_DIALOG, GtkDialog)

/**
 * lk_forward_dialog_open:
 * @parent: any widget in the window that asks
 * @hosts: those to choose from
 * @forward: (nullable): the one to edit
 */
void lk_forward_dialog_open (GtkWidget *parent,
                             LkForwards *forwards,
                             LkHostsModel *hosts,
                             LkForward *forward);

G_END_DECLS
