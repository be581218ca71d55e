/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "session-item.h"

G_BEGIN_DECLS

/**
 * LkRenewals:
 *
 * Which application's token is to be exchanged for a newer one, and when: some time after it is time to,
 * so that many do not come at once; after a failure later and later; never twice within a minute for one
 * application, however short its tokens are. Only while the team's session lasts: it is what is exchanged.
 */
typedef struct _LkRenewals LkRenewals;

LkRenewals *lk_renewals_new (void);
void lk_renewals_free (LkRenewals *self);

/**
 * lk_renewals_pick:
 * @sessions: of LkSessionItem
 * @next: (out): when to ask again, -1: when @sessions change
 *
 * Returns: (transfer full) (nullable): a token that it is time for. It is not picked again soon.
 */
LkSessionItem *lk_renewals_pick (LkRenewals *self, GListModel *sessions, gint64 now, gint64 *next);

/** lk_renewals_give_up: asking again for this token would be no use */
void lk_renewals_give_up (LkRenewals *self, LkSessionItem *item);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkRenewals, lk_renewals_free)

G_END_DECLS
