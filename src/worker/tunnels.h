/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The open tunnels, LkOpenTunnel each, as `status` tells of them.
 */

/** lk_tunnels_describe: Returns: (transfer floating): an aa{sv} with the members of the JSON */
GVariant *lk_tunnels_describe (GPtrArray *list);

/** lk_tunnels_append: appends a line for each, with its newline, to @text */
void lk_tunnels_append (GPtrArray *list, gint64 now, const char *indent, GString *text);

G_END_DECLS
