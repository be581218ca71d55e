/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * LkLoginRequest:
 * @host: the host that somebody wants to reach
 * @team: the team domain to log in to
 * @url: where to log in; works in any browser on any machine
 * @shared: the login was begun by another process; this one only waits for it
 *
 * What a face shows when a login is needed.
 */
typedef struct {
  const char *host;
  const char *team;
  const char *url;
  gboolean shared;
} LkLoginRequest;

/**
 * LkPrompt:
 *
 * How a session asks its user; each face implements it. A face that wants to give up cancels the
 * operation that asked.
 */
#define LK_TYPE_PROMPT (lk_prompt_get_type ())
G_DECLARE_INTERFACE (LkPrompt, lk_prompt, LK, PROMPT, GObject)

/**
 * LkPromptInterface:
 * @login: shows @request; it stands until the operation ends. Returns: whether to open a browser
 * @note: tells something worth knowing that changes nothing; one sentence
 */
struct _LkPromptInterface {
  GTypeInterface parent;
  gboolean (*login) (LkPrompt *prompt, const LkLoginRequest *request);
  void (*note) (LkPrompt *prompt, const char *text);
};

gboolean lk_prompt_login (LkPrompt *prompt, const LkLoginRequest *request);
void lk_prompt_note (LkPrompt *prompt, const char *text);

G_END_DECLS
