/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LkExpiryStage:
 * @LK_EXPIRY_CALM: nothing to say
 * @LK_EXPIRY_SOON: time to renew it
 * @LK_EXPIRY_LAST: the last chance to renew it before it ends: a quarter of that time is left
 * @LK_EXPIRY_OVER: it has ended
 *
 * How far a session is. Stages are shares of its length, so that neither 15 minutes nor a month are
 * nothing but warnings.
 */
typedef enum {
  LK_EXPIRY_CALM,
  LK_EXPIRY_SOON,
  LK_EXPIRY_LAST,
  LK_EXPIRY_OVER,
} LkExpiryStage;

/** lk_expiry_stage: @expiring_at: when it is time to renew it. Returns: the stage at @now */
LkExpiryStage lk_expiry_stage (gint64 expiring_at, gint64 expires_at, gint64 now);

/** lk_expiry_next: Returns: when the next stage after the one at @now begins; -1 if there is none */
gint64 lk_expiry_next (gint64 expiring_at, gint64 expires_at, gint64 now);

G_END_DECLS
