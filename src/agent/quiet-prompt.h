/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "session/prompt.h"

G_BEGIN_DECLS

/** LkQuietPrompt: a prompt where nobody sits: notes go to stderr, and nobody is asked */
#define LK_TYPE_QUIET_PROMPT (lk_quiet_prompt_get_type ())
G_DECLARE_FINAL_TYPE (LkQuietPrompt, lk_quiet_prompt, LK, QUIET_PROMPT, GObject)

/** lk_quiet_prompt_new: Returns: (transfer full): one */
LkPrompt *lk_quiet_prompt_new (void);

G_END_DECLS
