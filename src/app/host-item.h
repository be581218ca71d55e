/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * LkHostState:
 * @LK_HOST_PLAIN: not behind Access, as far as its configuration tells
 * @LK_HOST_READY: logged in
 * @LK_HOST_EXPIRING: logged in, and time to renew
 * @LK_HOST_NEEDED: the next connection asks for a login
 * @LK_HOST_REFUSED: the policy refused this identity the last time
 * @LK_HOST_OFFLINE: it, its tunnel or the network was down the last time
 */
typedef enum {
  LK_HOST_PLAIN,
  LK_HOST_READY,
  LK_HOST_EXPIRING,
  LK_HOST_NEEDED,
  LK_HOST_REFUSED,
  LK_HOST_OFFLINE,
} LkHostState;

/**
 * LkHostFacts:
 * @hostname: where it leads to, as Access knows it
 * @team: (nullable): the team it belongs to, if known
 * @email: (nullable): as whom the user is logged in
 * @expires_at: when the login ends, 0 if there is none
 * @file: (nullable): the configuration file that it stands in
 * @line: its line there
 * @shared: whether that is the system's, which the user does not change
 *
 * What is known about a host now.
 */
typedef struct {
  char *hostname;
  char *team;
  char *email;
  gboolean access;
  LkHostState state;
  gint64 expires_at;
  char *file;
  guint line;
  gboolean shared;
} LkHostFacts;

/** LkHostError: something that went wrong with a host at @at: a sentence for the user */
typedef struct {
  gint64 at;
  char *text;
} LkHostError;

/** LkHostItem: a host that one can ssh to. `changed` comes when its facts or its last error are others. */
#define LK_TYPE_HOST_ITEM (lk_host_item_get_type ())
G_DECLARE_FINAL_TYPE (LkHostItem, lk_host_item, LK, HOST_ITEM, GObject)

/** lk_host_item_new: @name: what one types after ssh */
LkHostItem *lk_host_item_new (const char *name);

const char *lk_host_item_get_name (LkHostItem *self);
const LkHostFacts *lk_host_item_get_facts (LkHostItem *self);

/** lk_host_item_set_facts: @facts are copied */
void lk_host_item_set_facts (LkHostItem *self, const LkHostFacts *facts);

/** lk_host_item_set_error: why the last attempt failed, until one succeeds (%NULL) */
void lk_host_item_set_error (LkHostItem *self, const GError *error);
const GError *lk_host_item_get_error (LkHostItem *self);

/** lk_host_item_get_errors: Returns: (transfer none) (element-type LkHostError): the last few errors, the newest first */
const GQueue *lk_host_item_get_errors (LkHostItem *self);

/** lk_host_item_get_state: Returns: its state, the last error counted in */
LkHostState lk_host_item_get_state (LkHostItem *self);

/** lk_host_item_describe: Returns: (transfer full): the state at @now in calm words */
char *lk_host_item_describe (LkHostItem *self, gint64 now);

/** lk_host_item_matches: @words: (nullable): casefolded. Returns: whether its name, host name or team holds each of them */
gboolean lk_host_item_matches (LkHostItem *self, char **words);

/** lk_host_state_icon: Returns: (transfer none): the icon whose shape tells the state */
const char *lk_host_state_icon (LkHostState state);

/** lk_time_left: Returns: (transfer full): "about 3 hours left", or that it has ended */
char *lk_time_left (gint64 expires_at, gint64 now);

G_END_DECLS
