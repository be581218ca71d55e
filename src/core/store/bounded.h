/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * LkBounded:
 *
 * Bounds one asynchronous call in time: its own GCancellable, which is cancelled when the caller's is or
 * when the time is over.
 */
typedef struct _LkBounded LkBounded;

/** lk_bounded_new: Returns: (transfer full): a bound of @seconds from now, within @outer (nullable) */
LkBounded *lk_bounded_new (GCancellable *outer, guint seconds);

/** lk_bounded_cancellable: Returns: (transfer none): what to hand to the call */
GCancellable *lk_bounded_cancellable (LkBounded *bounded);

/** lk_bounded_timed_out: Returns: whether the call failed because its time was over */
gboolean lk_bounded_timed_out (LkBounded *bounded);

void lk_bounded_free (LkBounded *bounded);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkBounded, lk_bounded_free)

G_END_DECLS
