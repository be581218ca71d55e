/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <handy.h>

#include "forwards.h"
#include "hosts-model.h"

G_BEGIN_DECLS

/**
 * LkPages:
 *
 * The pages of a window that come before its main one, each made when somebody first looks at it. From each
 * the way back leads to the main one.
 */
#define LK_TYPE_PAGES (lk_pages_get_type ())
G_DECLARE_FINAL_TYPE (LkPages, lk_pages, LK, PAGES, GObject)

/** lk_pages_new: @main_page: of @deck, which outlives the result. Returns: (transfer full) */
LkPages *lk_pages_new (HdyDeck *deck, GtkWidget *main_page);

/**
 * lk_pages_add_actions: adds the actions that lead to them: "forwards", "history", "check", "edit" (the name
 * of a host in the user's configuration), "add-host" and "import"
 * @map: of the window, which owns @self
 */
void lk_pages_add_actions (LkPages *self, GActionMap *map);

/** lk_pages_show_models: shows what there is from now on, and the page that was wanted before */
void lk_pages_show_models (LkPages *self,
                           LkSessionsModel *sessions,
                           LkHostsModel *hosts,
                           LkForwards *forwards);

/** lk_pages_is_main: Returns: whether none of them is shown */
gboolean lk_pages_is_main (LkPages *self);

/** lk_pages_is_editing: Returns: whether a host is being edited: no other page can be shown then */
gboolean lk_pages_is_editing (LkPages *self);

/** lk_pages_back: shows the main page, unless there is something to ask before */
void lk_pages_back (LkPages *self);

/** lk_pages_may_close: whether nothing would be lost; if not, the user is asked */
gboolean lk_pages_may_close (LkPages *self);

/** lk_pages_update: time has gone by */
void lk_pages_update (LkPages *self);

/** lk_pages_show_host: the page of the host that one calls @name, if there is one */
void lk_pages_show_host (LkPages *self, const char *name);

/**
 * lk_pages_add_host: asks for a host to add to the user's configuration, after lk_pages_show_models()
 * @host: (nullable): canonical, what to begin with
 */
void lk_pages_add_host (LkPages *self, const char *host);

G_END_DECLS
