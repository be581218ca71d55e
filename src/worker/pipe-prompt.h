/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "serve.h"

G_BEGIN_DECLS

/**
 * LkPipePrompt:
 *
 * A prompt that tells latchkey through the private pipe what to print. It lives as long as @serve.
 */
#define LK_TYPE_PIPE_PROMPT (lk_pipe_prompt_get_type ())
G_DECLARE_FINAL_TYPE (LkPipePrompt, lk_pipe_prompt, LK, PIPE_PROMPT, GObject)

LkPrompt *lk_pipe_prompt_new (LkServe *serve);

G_END_DECLS
