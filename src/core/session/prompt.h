/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

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
 * @delegate_async: (nullable): lets another process see to the login that a host needs
 * @delegate_finish: (nullable): see lk_prompt_delegate_finish()
 */
struct _LkPromptInterface {
  GTypeInterface parent;
  gboolean (*login) (LkPrompt *prompt, const LkLoginRequest *request);
  void (*note) (LkPrompt *prompt, const char *text);
  void (*delegate_async) (LkPrompt *prompt,
                          const char *host,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
  gboolean (*delegate_finish) (LkPrompt *prompt, GAsyncResult *result, GError **error);
};

gboolean lk_prompt_login (LkPrompt *prompt, const LkLoginRequest *request);
void lk_prompt_note (LkPrompt *prompt, const char *text);

/** lk_prompt_can_delegate: Returns: whether the face knows of others who may see to a login */
gboolean lk_prompt_can_delegate (LkPrompt *prompt);

/** lk_prompt_delegate_async: as LkPromptInterface says; only where lk_prompt_can_delegate() */
void lk_prompt_delegate_async (LkPrompt *prompt,
                               const char *host,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);

/**
 * lk_prompt_delegate_finish:
 *
 * Returns: %TRUE when the tokens should be in the store; %FALSE with %G_IO_ERROR_CANCELLED, with an error
 *   of %LK_ERROR when there will be no login, and with any other error when nobody saw to it: the login is
 *   then to be done here
 */
gboolean lk_prompt_delegate_finish (LkPrompt *prompt, GAsyncResult *result, GError **error);

G_END_DECLS
