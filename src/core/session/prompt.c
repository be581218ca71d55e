/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session/prompt.h"

G_DEFINE_INTERFACE (LkPrompt, lk_prompt, G_TYPE_OBJECT)

static void
lk_prompt_default_init (LkPromptInterface *iface)
{
}

gboolean
lk_prompt_login (LkPrompt *prompt, const LkLoginRequest *request)
{
  g_return_val_if_fail (LK_IS_PROMPT (prompt), FALSE);
  return LK_PROMPT_GET_IFACE (prompt)->login (prompt, request);
}

void
lk_prompt_note (LkPrompt *prompt, const char *text)
{
  g_return_if_fail (LK_IS_PROMPT (prompt));
  LK_PROMPT_GET_IFACE (prompt)->note (prompt, text);
}
