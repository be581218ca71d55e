/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pipe-prompt.h"

#include "app-login.h"
#include "qr.h"
#include "session/browser.h"
#include "wire.h"

struct _LkPipePrompt {
  GObject parent;
  LkServe *serve;
};

/* What a person reads above the link. ssh's ConnectTimeout also bounds the wait for a login. */
static char *
explain (LkServe *serve, const LkLoginRequest *request)
{
  gint64 timeout = lk_wire_number (serve->request, "connect-timeout");
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_printf (text, "%s: login: ", request->host);
  if (request->shared)
    g_string_append_printf (
        text, "waiting for the login to %s that is already under way; it is here:", request->team);
  else
    g_string_append_printf (
        text, "log in to %s in a browser, here or on any other machine:", request->team);
  if (timeout > 0)
    g_string_append_printf (text,
                            "\n(ssh gives up after %" G_GINT64_FORMAT
                            " seconds because of its ConnectTimeout; "
                            "'latchkey login %s' waits as long as you need)",
                            timeout, request->host);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
login (LkPrompt *prompt, const LkLoginRequest *request)
{
  LkServe *serve = LK_PIPE_PROMPT (prompt)->serve;
  g_autofree char *why = explain (serve, request);
  guint columns = 0;
  g_autofree char *qr = lk_qr_render (request->url, &columns);
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert (&dict, "why", "s", why);
  g_variant_dict_insert (&dict, "url", "s", request->url);
  if (qr != NULL) {
    g_variant_dict_insert (&dict, "qr", "s", qr);
    g_variant_dict_insert (&dict, "qr-columns", "x", (gint64) columns);
  }
  lk_serve_event (serve, "prompt", &dict);
  serve->url_shown = TRUE;
  return lk_browser_available ();
}

static void
note (LkPrompt *prompt, const char *text)
{
  LkServe *serve = LK_PIPE_PROMPT (prompt)->serve;
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert (&dict, "text", "s", text);
  lk_serve_event (serve, "note", &dict);
}

static void
delegate_async (LkPrompt *prompt,
                const char *host,
                GCancellable *cancellable,
                GAsyncReadyCallback callback,
                gpointer user_data)
{
  lk_app_login_async (LK_PIPE_PROMPT (prompt)->serve, host, cancellable, callback, user_data);
}

static gboolean
delegate_finish (LkPrompt *prompt, GAsyncResult *result, GError **error)
{
  return lk_app_login_finish (result, error);
}

static void
prompt_init (LkPromptInterface *iface)
{
  iface->login = login;
  iface->note = note;
  iface->delegate_async = delegate_async;
  iface->delegate_finish = delegate_finish;
}

G_DEFINE_TYPE_WITH_CODE (LkPipePrompt,
                         lk_pipe_prompt,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (LK_TYPE_PROMPT, prompt_init))

static void
lk_pipe_prompt_class_init (LkPipePromptClass *class)
{
}

static void
lk_pipe_prompt_init (LkPipePrompt *self)
{
}

LkPrompt *
lk_pipe_prompt_new (LkServe *serve)
{
  LkPipePrompt *self = g_object_new (LK_TYPE_PIPE_PROMPT, NULL);

  self->serve = serve;
  return LK_PROMPT (self);
}
