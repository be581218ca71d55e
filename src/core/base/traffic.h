/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** LkTraffic: what a connection has carried, in bytes of payload */
typedef struct {
  guint64 sent;
  guint64 received;
} LkTraffic;

G_END_DECLS
