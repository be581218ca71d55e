/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sshconfig/words.h"

G_BEGIN_DECLS

/** LkConfigAnswer: whether a block is for a host; MAYBE where a "Match exec" decides, which is never run just to show something */
typedef enum {
  LK_CONFIG_NO,
  LK_CONFIG_MAYBE,
  LK_CONFIG_YES,
} LkConfigAnswer;

/**
 * LkConfigFacts: what a block's conditions are about (ssh_config(5), Host and Match)
 *
 * @host: what "Host" compares: ssh's argument, in the final pass the host name
 * @name: what "Match host" compares: the host name as far as it is known by then
 * @original: ssh's argument
 * @user: the user at the host, as far as it is known by then
 * @local_user: who runs ssh
 * @final: whether this is the final pass
 * @name_open: whether a HostName that a "Match exec" decides about may give another @name
 * @user_open: likewise a User another @user
 */
typedef struct {
  const char *host;
  const char *name;
  const char *original;
  const char *user;
  const char *local_user;
  gboolean final;
  gboolean name_open;
  gboolean user_open;
} LkConfigFacts;

/** lk_config_host_applies: whether the patterns of a Host line are for the host */
gboolean lk_config_host_applies (const LkConfigWords *words, const char *host);

/**
 * lk_config_host_fault:
 * @asleep: whether the line is in a file that is included where it does not count
 *
 * Returns: (nullable): why ssh refuses a Host line, in words; it stops looking where a negated pattern takes
 *   the host
 */
const char *lk_config_host_fault (const LkConfigWords *words, const char *host, gboolean asleep);

/** lk_config_match_fault: Returns: (nullable): why ssh refuses a Match line, in words */
const char *lk_config_match_fault (const LkConfigWords *words);

/** lk_config_words_fault: Returns: (nullable): why ssh refuses any line like this one, in words */
const char *lk_config_words_fault (const LkConfigWords *words);

/**
 * lk_config_match_applies:
 * @words: a Match line
 * @wants_final: (inout): set where the line asks for a final pass
 *
 * Returns: whether its criteria hold; %LK_CONFIG_NO for a line that makes no sense, too
 */
LkConfigAnswer lk_config_match_applies (const LkConfigWords *words,
                                        const LkConfigFacts *facts,
                                        gboolean *wants_final);

/**
 * lk_config_match_may_apply: the same where no user is known: a line that asks for one may apply; "final"
 * and "canonical" do not, since they come too late to win
 */
gboolean lk_config_match_may_apply (const LkConfigWords *words, const LkConfigFacts *facts);

G_END_DECLS
