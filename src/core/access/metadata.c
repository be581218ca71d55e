/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "access/metadata.h"

#include <glib/gi18n-lib.h>

#include "access/json.h"
#include "access/skew.h"
#include "base/error.h"

#define AGE_MAX (24 * 60 * 60)

char *
lk_metadata_auth_domain (const LkJwt *jwt)
{
  const char *text = lk_json_text (lk_jwt_get_claims (jwt), "auth_domain");
  g_autofree char *domain = text == NULL ? NULL : g_ascii_strdown (text, -1);

  return domain != NULL && lk_auth_domain_is_valid (domain) ? g_steal_pointer (&domain) : NULL;
}

static gboolean
in_time (gint64 issued_at, gint64 now)
{
  return issued_at >= now - AGE_MAX && issued_at <= now + LK_SKEW_MAX;
}

static gboolean
check_time (JsonObject *claims, gint64 now, gint64 served_at, GError **error)
{
  gint64 issued_at;

  if (!lk_json_seconds (claims, "iat", &issued_at) || issued_at == 0)
    g_set_error_literal (error, LK_ERROR, LK_ERROR_ACCESS, _ ("it does not say when it was made"));
  else if (in_time (issued_at, now))
    return TRUE;
  else if (served_at > 0 && in_time (issued_at, served_at))
    lk_skew_set_error (error, now, served_at);
  else
    g_set_error_literal (error, LK_ERROR, LK_ERROR_ACCESS,
                         issued_at < now ? _ ("it is older than a day")
                                         : _ ("it is from the future"));
  return FALSE;
}

LkApp *
lk_metadata_read (const LkJwt *jwt,
                  const char *host,
                  const char *path,
                  gint64 now,
                  gint64 served_at,
                  GError **error)
{
  JsonObject *claims = lk_jwt_get_claims (jwt);
  g_autofree char *auth_domain = lk_metadata_auth_domain (jwt);
  const char *hostname = lk_json_text (claims, "hostname");
  const char *aud = lk_json_text (claims, "aud");

  if (g_strcmp0 (lk_json_text (claims, "type"), "match") != 0) {
    g_set_error_literal (error, LK_ERROR, LK_ERROR_ACCESS, _ ("it is no discovery proof"));
    return NULL;
  }
  if (hostname == NULL || g_ascii_strcasecmp (hostname, host) != 0) {
    g_set_error_literal (error, LK_ERROR, LK_ERROR_ACCESS, _ ("it is for another host"));
    return NULL;
  }
  if (auth_domain == NULL || aud == NULL) {
    g_set_error_literal (error, LK_ERROR, LK_ERROR_ACCESS, _ ("it names no team or application"));
    return NULL;
  }
  if (!check_time (claims, now, served_at, error))
    return NULL;
  return lk_app_new (host, path, auth_domain, aud, lk_json_text (claims, "app_hostname"), error);
}
