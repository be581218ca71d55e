/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session/expiry.h"

static gint64
begin_of (LkExpiryStage stage, gint64 expiring_at, gint64 expires_at)
{
  switch (stage) {
  case LK_EXPIRY_SOON:
    return expiring_at;
  case LK_EXPIRY_LAST:
    return expires_at - (expires_at - expiring_at) / 4;
  case LK_EXPIRY_OVER:
    return expires_at;
  case LK_EXPIRY_CALM:
  default:
    return G_MININT64;
  }
}

LkExpiryStage
lk_expiry_stage (gint64 expiring_at, gint64 expires_at, gint64 now)
{
  LkExpiryStage stage = LK_EXPIRY_OVER;

  while (begin_of (stage, expiring_at, expires_at) > now)
    stage--;
  return stage;
}

gint64
lk_expiry_next (gint64 expiring_at, gint64 expires_at, gint64 now)
{
  LkExpiryStage stage = lk_expiry_stage (expiring_at, expires_at, now);

  return stage == LK_EXPIRY_OVER ? -1 : begin_of (stage + 1, expiring_at, expires_at);
}
