/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "base/secret.h"
#include "caller.h"

G_BEGIN_DECLS

/**
 * LkPass:
 * @token: (nullable): the app token, or a service token's secret; %NULL where none is needed
 * @client_id: (nullable): the service token's ID
 * @proxy: (nullable): the URL of the proxy that the desktop prescribes, "" for none, %NULL if unknown
 * @summary: one sentence for a person: logged in where, as whom, for how long
 * @remaining: seconds for which the app token is good
 * @fresh: it was obtained just now; if it is refused, another one will be too
 *
 * What lets a connection in.
 */
typedef struct {
  LkSecret *token;
  char *client_id;
  char *proxy;
  char *summary;
  gint64 remaining;
  gboolean fresh;
} LkPass;

/**
 * LkAsk:
 * @host: for which host
 * @path: (nullable): which path of it, as an application may protect a path only
 * @fedramp: whether it is a FedRAMP team
 * @interactive: whether a person may be asked to log in; nobody ever is on behalf of an ssh in batch mode
 * @auto_close: let the browser's tab close itself
 * @accept_team: the user agrees to a change of team
 * @unlock: whether to ask for the keyring to be unlocked first, if it is locked
 * @refused: a pass was refused with a demand to log in
 * @refused_token: (nullable): the token that was in it
 */
typedef struct {
  const char *host;
  const char *path;
  gboolean fedramp;
  gboolean interactive;
  gboolean auto_close;
  gboolean accept_team;
  gboolean unlock;
  gboolean refused;
  LkSecret *refused_token;
} LkAsk;

/**
 * lk_ask_pass:
 *
 * Asks latchkey-session for a pass; this may wait for a person.
 *
 * Returns: (transfer full): %NULL with an error of any layer
 */
LkPass *lk_ask_pass (const LkAsk *ask, GError **error);

/**
 * lk_ask_certificate:
 * @caller: who asks; it says whether a person may be asked, and which agent is to hold the certificate
 *
 * Asks latchkey-session to see that there is a certificate for @host; this may wait for a person.
 *
 * Returns: (transfer full): the answer, see worker/wire.h; %NULL with an error of any layer
 */
GVariant *
lk_ask_certificate (const char *host, gboolean fedramp, const LkCaller *caller, GError **error);

/** lk_pass_print: writes the token and a line feed to stdout. Returns: the exit code */
int lk_pass_print (const LkPass *pass, const char *host);

void lk_pass_free (LkPass *pass);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkPass, lk_pass_free)

G_END_DECLS
