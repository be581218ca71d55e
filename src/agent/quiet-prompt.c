/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quiet-prompt.h"

struct _LkQuietPrompt {
  GObject parent;
};

static gboolean
login (LkPrompt *prompt, const LkLoginRequest *request)
{
  return FALSE;
}

static void
note (LkPrompt *prompt, const char *text)
{
  g_printerr ("latchkey: %s\n", text);
}

static void
prompt_init (LkPromptInterface *iface)
{
  iface->login = login;
  iface->note = note;
}

G_DEFINE_TYPE_WITH_CODE (LkQuietPrompt,
                         lk_quiet_prompt,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (LK_TYPE_PROMPT, prompt_init))

static void
lk_quiet_prompt_class_init (LkQuietPromptClass *class)
{
}

static void
lk_quiet_prompt_init (LkQuietPrompt *self)
{
}

LkPrompt *
lk_quiet_prompt_new (void)
{
  return g_object_new (LK_TYPE_QUIET_PROMPT, NULL);
}
