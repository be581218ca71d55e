/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metadata.h"

#include "reply.h"

#include <string.h>

#define DAY (24 * 60 * 60)

/* A lie in the claims, well signed. Returns: FALSE when @lie is not of that sort. */
static gboolean
distort (JsonObject *claims, const char *lie)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  if (g_str_equal (lie, "wrong-host"))
    json_object_set_string_member (claims, "hostname", "other.example.com");
  else if (g_str_equal (lie, "foreign-domain"))
    json_object_set_string_member (claims, "auth_domain", "team.cloudflareaccess.com.example.net");
  else if (g_str_equal (lie, "old"))
    json_object_set_int_member (claims, "iat", now - DAY - 60);
  else if (g_str_equal (lie, "future"))
    json_object_set_int_member (claims, "iat", now + 5 * 60 + 60);
  else if (g_str_equal (lie, "empty-aud"))
    json_object_set_string_member (claims, "aud", "");
  else if (g_str_equal (lie, "wrong-type"))
    json_object_set_string_member (claims, "type", "app");
  else
    return FALSE;
  return TRUE;
}

static char *
oversized (gint64 bytes)
{
  char *text = g_malloc (bytes + 1);

  memset (text, 'A', bytes);
  text[bytes] = '\0';
  return text;
}

static char *
forge (EdgeKeys *keys, JsonObject *claims, const char *lie)
{
  static const struct {
    const char *lie;
    EdgeForgery how;
  } forgeries[] = {{"bad-signature", EDGE_FORGERY_BAD_SIGNATURE},
                   {"alg-none", EDGE_FORGERY_ALG_NONE},
                   {"hs256", EDGE_FORGERY_HS256},
                   {"foreign-key", EDGE_FORGERY_FOREIGN_KEY}};

  for (guint i = 0; i < G_N_ELEMENTS (forgeries); i++)
    if (g_str_equal (forgeries[i].lie, lie))
      return edge_keys_forge (keys, claims, forgeries[i].how);
  return NULL;
}

static char *
dishonest (EdgeRequest *request, const EdgeFault *fault)
{
  const char *lie = fault->kind + strlen ("metadata-");
  EdgeKeys *keys = edge_model_team_by_name (request->edge->model, request->app->team)->keys;
  g_autoptr (JsonObject) claims =
      edge_model_metadata_claims (request->edge->model, request->app, request->host);

  if (g_str_equal (lie, "stripped"))
    return NULL;
  if (g_str_equal (lie, "malformed"))
    return g_strdup ("no.token.at all");
  if (g_str_equal (lie, "oversized"))
    return oversized (edge_fault_int (fault, "bytes", 60000));
  if (distort (claims, lie))
    return edge_keys_sign (keys, claims);
  return forge (keys, claims, lie);
}

void
edge_metadata_add (EdgeRequest *request)
{
  g_autoptr (EdgeFault) fault =
      edge_faults_take (request->edge->faults, "metadata-", request->host, request->kind);
  g_autofree char *token = NULL;

  if (request->app->policy & EDGE_POLICY_BYPASS)
    return;
  token = fault != NULL ? dishonest (request, fault)
                        : edge_model_metadata (request->edge->model, request->app, request->host);
  if (token != NULL)
    edge_reply_header (request, "cf-access-metadata", token);
}
