/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "edge.h"

G_BEGIN_DECLS

/** edge_metadata_add: adds cf-access-metadata to the reply (protocol.md, 2), or what a "metadata-" fault makes of it */
void edge_metadata_add (EdgeRequest *request);

G_END_DECLS
