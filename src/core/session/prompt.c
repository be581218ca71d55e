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

gboolean
lk_prompt_can_delegate (LkPrompt *prompt)
{
  g_return_val_if_fail (LK_IS_PROMPT (prompt), FALSE);
  return LK_PROMPT_GET_IFACE (prompt)->delegate_async != NULL;
}

void
lk_prompt_delegate_async (LkPrompt *prompt,
                          const char *host,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_return_if_fail (lk_prompt_can_delegate (prompt));
  LK_PROMPT_GET_IFACE (prompt)->delegate_async (prompt, host, cancellable, callback, user_data);
}

gboolean
lk_prompt_delegate_finish (LkPrompt *prompt, GAsyncResult *result, GError **error)
{
  return LK_PROMPT_GET_IFACE (prompt)->delegate_finish (prompt, result, error);
}
