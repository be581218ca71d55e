/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** lk_browser_available: Returns: %TRUE when there is `$BROWSER` or a display to open one on */
gboolean lk_browser_available (void);

/**
 * lk_browser_open:
 * @url: an https URL
 *
 * Opens it by `$BROWSER` (a list of commands separated by colons, "%s" standing for the URL), else by
 * the desktop's default handler (through the portal in a sandbox), else by xdg-open. Returns at once.
 *
 * Returns: %FALSE when none of them could be started
 */
gboolean lk_browser_open (const char *url);

G_END_DECLS
