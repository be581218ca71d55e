/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "forward-config.h"

G_BEGIN_DECLS

/**
 * LkForwardProcess:
 *
 * A `latchkey tcp` that listens for a forward, and ends with this process however that ends. What goes wrong in there goes
 * wrong for nobody else, and a login that it needs it gets as any other program does: from the application.
 *
 * Signals: `listening`; `trouble` with a sentence, perhaps of one connection only, and `relief` when one was made
 * afterwards; `ended`.
 */
#define LK_TYPE_FORWARD_PROCESS (lk_forward_process_get_type ())
G_DECLARE_FINAL_TYPE (LkForwardProcess, lk_forward_process, LK, FORWARD_PROCESS, GObject)

/** lk_forward_process_new: Returns: (nullable): one that was started; %NULL with %G_SPAWN_ERROR */
LkForwardProcess *lk_forward_process_new (const LkForwardConfig *config, GError **error);

/** lk_forward_process_get_pid: Returns: its number, 0 when it has ended */
guint lk_forward_process_get_pid (LkForwardProcess *self);

/** lk_forward_process_stop: ends it and its connections; no signal comes any more */
void lk_forward_process_stop (LkForwardProcess *self);

G_END_DECLS
