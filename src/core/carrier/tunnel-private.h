/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "carrier/tls.h"
#include "carrier/tunnel.h"

G_BEGIN_DECLS

struct _LkTunnel {
  LkTls *tls;
  LkTimeouts timeouts;
  GByteArray *early; /* what came behind the reply's head: the first frames */
};

G_END_DECLS
