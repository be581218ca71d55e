/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "edge.h"

G_BEGIN_DECLS

/** edge_broken_reply: Returns: whether a fault answered @request, so that nobody else shall */
gboolean edge_broken_reply (EdgeRequest *request);

G_END_DECLS
