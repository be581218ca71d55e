/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "session/session-list.h"

G_BEGIN_DECLS

/** LkSessionItem: an LkSessionInfo as an object, immutable */
#define LK_TYPE_SESSION_ITEM (lk_session_item_get_type ())
G_DECLARE_FINAL_TYPE (LkSessionItem, lk_session_item, LK, SESSION_ITEM, GObject)

/** lk_session_item_new: @info: (transfer full) */
LkSessionItem *lk_session_item_new (LkSessionInfo *info);

/** lk_session_item_get_info: Returns: (transfer none): what it says */
const LkSessionInfo *lk_session_item_get_info (LkSessionItem *self);

/** lk_session_item_equal: Returns: whether both say the same */
gboolean lk_session_item_equal (LkSessionItem *self, LkSessionItem *other);

G_END_DECLS
