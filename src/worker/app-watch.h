/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * lk_app_watch:
 * @changed: called whenever the application says that the sessions are others than before
 * @data: what to call it with; lives as long as this process
 *
 * Listens to the application, which hears of more than the files tell: of clocks that are set and machines
 * that wake up. It is not started for that; without it, or without a session bus, nothing is ever heard.
 */
void lk_app_watch (GCancellable *cancellable, void (*changed) (gpointer data), gpointer data);

G_END_DECLS
