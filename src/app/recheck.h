/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "session/session.h"

G_BEGIN_DECLS

/**
 * LkRecheck:
 *
 * Asks the teams once whether their sessions still are, after the machine woke up or came to another
 * network. What it finds the sessions' own announcement tells.
 */
#define LK_TYPE_RECHECK (lk_recheck_get_type ())
G_DECLARE_FINAL_TYPE (LkRecheck, lk_recheck, LK, RECHECK, GObject)

LkRecheck *lk_recheck_new (LkSession *session);

/** lk_recheck_begin: asks once, a few seconds from the last time that this was called */
void lk_recheck_begin (LkRecheck *self);

G_END_DECLS
