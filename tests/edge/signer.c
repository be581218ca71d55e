/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer.h"

#include "reply.h"

#include <glib/gstdio.h>
#include <string.h>

struct _EdgeSigner {
  char *folder;
  char *ca;
  char *ca_public;
};

static gboolean
run (const char *const *argv, GError **error)
{
  int status;

  return g_spawn_sync (NULL, (char **) argv, NULL,
                       G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL |
                           G_SPAWN_STDERR_TO_DEV_NULL,
                       NULL, NULL, NULL, NULL, &status, error) &&
         g_spawn_check_wait_status (status, error);
}

EdgeSigner *
edge_signer_new (const char *folder, GError **error)
{
  EdgeSigner *signer = g_new0 (EdgeSigner, 1);
  const char *argv[] = {"ssh-keygen",    "-q", "-t", "ecdsa", "-N", "", "-C",
                        "latchkey-edge", "-f", NULL, NULL};

  signer->folder = g_strdup (folder);
  signer->ca = g_build_filename (folder, "ssh_ca", NULL);
  signer->ca_public = g_strconcat (signer->ca, ".pub", NULL);
  argv[9] = signer->ca;
  if (!run (argv, error))
    g_clear_pointer (&signer, edge_signer_free);
  return signer;
}

void
edge_signer_free (EdgeSigner *signer)
{
  g_unlink (signer->ca);
  g_unlink (signer->ca_public);
  g_free (signer->folder);
  g_free (signer->ca);
  g_free (signer->ca_public);
  g_free (signer);
}

const char *
edge_signer_public_path (const EdgeSigner *signer)
{
  return signer->ca_public;
}

/* Returns: (transfer full) (nullable): the certificate line for an authorized_keys line */
static char *
sign (const EdgeSigner *signer,
      const char *public_key,
      const char *id,
      const char *principal,
      int seconds)
{
  g_autofree char *path = g_build_filename (signer->folder, "key.pub", NULL);
  g_autofree char *result = g_build_filename (signer->folder, "key-cert.pub", NULL);
  g_autofree char *validity = g_strdup_printf ("-60s:%+ds", seconds);
  const char *argv[] = {"ssh-keygen", "-q",      "-s", signer->ca, "-I", id,
                        "-n",         principal, "-V", validity,   path, NULL};
  char *certificate = NULL;

  if (g_file_set_contents (path, public_key, -1, NULL) && run (argv, NULL))
    g_file_get_contents (result, &certificate, NULL, NULL);
  g_unlink (path);
  g_unlink (result);
  return certificate;
}

static void
fail (EdgeRequest *request, guint status, const char *message)
{
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_int_member (object, "status", status);
  json_object_set_string_member (object, "message", message);
  edge_reply_json (request, status, object);
}

static void
give (EdgeRequest *request, const char *certificate, const char *id, int seconds)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) end = g_date_time_add_seconds (now, seconds);
  g_autofree char *until = g_date_time_format (end, "%Y-%m-%dT%H:%M:%SZ");

  json_object_set_string_member (object, "id", id);
  json_object_set_string_member (object, "certificate", certificate);
  json_object_set_string_member (object, "expires_at", until);
  edge_reply_json (request, 200, object);
}

static void
sign_for (EdgeRequest *request, const EdgeApp *app, const char *token, const char *public_key)
{
  const EdgeSession *session = edge_model_app_session (request->edge->model, app, token);
  int seconds = request->edge->config->cert_seconds;
  g_autofree char *principal = g_strndup (session->email, strcspn (session->email, "@"));
  g_autofree char *id = edge_random_hex (8);
  g_autofree char *certificate = sign (request->edge->signer, public_key, id, principal, seconds);

  if (certificate == NULL)
    fail (request, 400, "Failed to parse public key");
  else
    give (request, certificate, id, seconds);
}

void
edge_signer_answer (EdgeRequest *request)
{
  g_autoptr (EdgeFault) fault =
      edge_faults_take (request->edge->faults, "sign-error", request->host, request->kind);
  g_autoptr (JsonObject) body = edge_request_json (request);
  const char *token, *public_key, *issuer;
  g_autofree char *ours = g_strconcat ("https://", request->team->domain, NULL);
  const EdgeApp *app;

  if (fault != NULL) {
    edge_reply (request, edge_fault_int (fault, "status", 500),
                edge_fault_text (fault, "type", "text/plain"),
                edge_fault_text (fault, "body", "unauthorized"));
    return;
  }
  if (body == NULL) {
    fail (request, 400, "Invalid request body");
    return;
  }
  token = json_object_get_string_member_with_default (body, "jwt", "");
  public_key = json_object_get_string_member_with_default (body, "public_key", "");
  issuer = json_object_get_string_member_with_default (body, "issuer", "");
  app = edge_model_app_of_token (request->edge->model, request->team, token);
  if (app == NULL || !g_str_equal (issuer, ours))
    edge_reply (request, 401, "text/plain", "unauthorized");
  else if (!app->ca)
    fail (request, 400, "Please create a ca for application");
  else
    sign_for (request, app, token, public_key);
}
