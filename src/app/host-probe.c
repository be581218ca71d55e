/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "host-probe.h"

#include <string.h>
#include <glib/gi18n.h>

#include "access/cert-sign.h"
#include "base/error.h"
#include "cert/certificate.h"
#include "cert/key.h"
#include "session/prompt.h"

struct _LkHostProbe {
  GObject parent;
  LkSession *session;
  char *host;
  LkApp *app; /* NULL where the host needs no token */
  LkProbedCertificate certificate;
  char *users; /* whom the certificate is for */
};

static void prompt_init (LkPromptInterface *iface);

G_DEFINE_TYPE_WITH_CODE (LkHostProbe,
                         lk_host_probe,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (LK_TYPE_PROMPT, prompt_init))

/* Nobody is asked. */
static gboolean
on_login (LkPrompt *prompt, const LkLoginRequest *request)
{
  return FALSE;
}

static void
on_note (LkPrompt *prompt, const char *text)
{
}

static void
prompt_init (LkPromptInterface *iface)
{
  iface->login = on_login;
  iface->note = on_note;
}

static void
take_certificate (LkHostProbe *self, const char *line)
{
  g_autoptr (LkCertificate) certificate = lk_certificate_parse_line (line, strlen (line), NULL);

  if (certificate == NULL)
    return;
  self->certificate = LK_PROBED_SIGNED;
  self->users = g_strjoinv (", ", certificate->principals);
}

/* Whatever goes wrong from here on: the application is known, and so much is told. */
static void
on_signed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LkHostProbe *self = g_task_get_source_object (task);
  gint64 served_at;
  g_autoptr (GError) error = NULL;
  g_autofree char *line =
      lk_access_sign_finish (LK_ACCESS_CLIENT (source), result, &served_at, &error);

  if (line != NULL)
    take_certificate (self, line);
  else if (g_error_matches (error, LK_ERROR, LK_ERROR_POLICY))
    self->certificate = LK_PROBED_NONE;
  g_task_return_boolean (task, TRUE);
}

static void
on_obtained (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LkHostProbe *self = g_task_get_source_object (task);
  g_autoptr (LkGrant) grant = lk_session_obtain_finish (LK_SESSION (source), result, NULL);
  g_autoptr (LkKeyPair) pair = NULL;
  g_autofree char *key = NULL;

  if (grant == NULL || grant->token == NULL || (pair = lk_key_pair_new (NULL)) == NULL) {
    g_task_return_boolean (task, TRUE);
    return;
  }
  key = lk_key_pair_line (pair);
  lk_access_sign_async (lk_session_get_client (self->session), grant->token, key,
                        g_task_get_cancellable (task), on_signed, g_object_ref (task));
}

static void
on_discovered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LkHostProbe *self = g_task_get_source_object (task);
  LkDiscovery discovery;
  GError *error = NULL;

  if (!lk_access_discover_finish (LK_ACCESS_CLIENT (source), result, &discovery, &self->app,
                                  &error)) {
    g_task_return_error (task, error);
  } else if (discovery == LK_DISCOVERY_APP) {
    lk_session_obtain_async (self->session, self->host, "/", LK_OBTAIN_NONE, NULL, LK_PROMPT (self),
                             g_task_get_cancellable (task), on_obtained, g_object_ref (task));
  } else if (discovery == LK_DISCOVERY_NO_APPLICATION) {
    g_task_return_boolean (task, TRUE);
  } else {
    lk_discovery_set_error (&error, discovery, self->host);
    g_task_return_error (task, error);
  }
}

void
lk_host_probe_run_async (LkHostProbe *self,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, lk_host_probe_run_async);
  lk_access_discover_async (lk_session_get_client (self->session), self->host, "/", cancellable,
                            on_discovered, task);
}

gboolean
lk_host_probe_run_finish (LkHostProbe *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

const char *
lk_host_probe_get_host (LkHostProbe *self)
{
  return self->host;
}

LkProbedCertificate
lk_host_probe_get_certificate (LkHostProbe *self)
{
  return self->certificate;
}

static char *
describe_certificate (LkHostProbe *self)
{
  switch (self->certificate) {
  case LK_PROBED_SIGNED:
    return g_strdup_printf (_ ("It signs short-lived certificates, for you as %s."), self->users);
  case LK_PROBED_NONE:
    return g_strdup (_ ("It signs no certificates: ssh logs in with a key or a password."));
  case LK_PROBED_UNKNOWN:
  default:
    return g_strdup (_ ("Whether it signs certificates is known after the first login."));
  }
}

char *
lk_host_probe_describe (LkHostProbe *self)
{
  g_autofree char *certificate = describe_certificate (self);

  if (self->app == NULL)
    return g_strdup (
        _ ("No application of Access is before this name: ssh connects to it without a "
           "login. Check its spelling."));
  /* Translators: the name of an application, the domain of a team, and a sentence */
  return g_strdup_printf (_ ("Found the application %s of %s. %s"), self->app->app_hostname,
                          self->app->auth_domain, certificate);
}

static void
lk_host_probe_finalize (GObject *object)
{
  LkHostProbe *self = LK_HOST_PROBE (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->app, lk_app_unref);
  g_free (self->host);
  g_free (self->users);
  G_OBJECT_CLASS (lk_host_probe_parent_class)->finalize (object);
}

static void
lk_host_probe_class_init (LkHostProbeClass *class)
{
  G_OBJECT_CLASS (class)->finalize = lk_host_probe_finalize;
}

static void
lk_host_probe_init (LkHostProbe *self)
{
}

LkHostProbe *
lk_host_probe_new (LkSession *session, const char *host)
{
  LkHostProbe *self = g_object_new (LK_TYPE_HOST_PROBE, NULL);

  self->session = g_object_ref (session);
  self->host = g_strdup (host);
  return self;
}
