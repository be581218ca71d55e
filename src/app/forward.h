/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "forward-config.h"
#include "tunnels-model.h"

G_BEGIN_DECLS

typedef enum {
  LK_FORWARD_STOPPED,
  LK_FORWARD_STARTING,
  LK_FORWARD_LISTENING,
  LK_FORWARD_RETRYING, /* it ended by itself, and is started again after a while */
  LK_FORWARD_FAILED,   /* it never listened; the user has to do something */
} LkForwardState;

/** LkForward: a saved forward and what becomes of it; signal `changed` */
#define LK_TYPE_FORWARD (lk_forward_get_type ())
G_DECLARE_FINAL_TYPE (LkForward, lk_forward, LK, FORWARD, GObject)

LkForward *lk_forward_new (const LkForwardConfig *config);

const LkForwardConfig *lk_forward_get_config (LkForward *self);

/** lk_forward_set_at_login: all that may change of what is saved without a new forward */
void lk_forward_set_at_login (LkForward *self, gboolean at_login);

LkForwardState lk_forward_get_state (LkForward *self);

/** lk_forward_is_on: Returns: whether it runs, or will again without anybody doing anything */
gboolean lk_forward_is_on (LkForward *self);

/** lk_forward_describe: Returns: (transfer full): its state and its connections in words */
char *lk_forward_describe (LkForward *self);

/** lk_forward_get_trouble: Returns: (transfer none) (nullable): what went wrong last, if nothing went well since */
const char *lk_forward_get_trouble (LkForward *self);

void lk_forward_start (LkForward *self);
void lk_forward_stop (LkForward *self);

/** lk_forward_look: counts its connections among @tunnels */
void lk_forward_look (LkForward *self, LkTunnelsModel *tunnels);

G_END_DECLS
