/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "edge.h"

G_BEGIN_DECLS

/** edge_control_new: HTTP on the UNIX socket @path. Returns: (transfer full): the server; %NULL with an error */
SoupServer *edge_control_new (Edge *edge, const char *path, GError **error);

G_END_DECLS
