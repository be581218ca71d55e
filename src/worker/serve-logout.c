/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "serve.h"

#include "base/error.h"
#include "session/known-teams.h"
#include "session/logout.h"
#include "wire.h"

/* Lives as long as the request, which ends with this process. */
typedef struct {
  LkServe *serve;
  char *team; /* NULL: none is known, or all are meant */
  gboolean forgot_service;
} Logout;

static void
logout_free (Logout *logout)
{
  g_free (logout->team);
  g_free (logout);
}

/* After a logout from everything. */
static const char left[] =
    " No token is kept here any more. What stays: the lines of ~/.ssh/config, and in "
    "~/.local/state/latchkey their history and which team a host belongs to.";

static void
answer (Logout *logout, const char *text)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert (&dict, "text", "s", text);
  lk_serve_done (logout->serve, &dict, NULL);
}

static void
on_logged_out (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Logout *logout = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  guint teams;

  if (!lk_session_logout_finish (LK_SESSION (source), result, &teams, &error)) {
    g_prefix_error (&error,
                    "the tokens here are forgotten, but the session at the edge may go on: ");
    lk_serve_fail (logout->serve, error);
    return;
  }
  text = g_strconcat (
      teams == 0 ? "There was no session to end."
                 : "Logged out. Connections that are open now go on until they are closed.",
      lk_wire_flag (logout->serve->request, "all") ? left : NULL, NULL);
  answer (logout, text);
}

static void
end_session (Logout *logout)
{
  lk_session_logout_async (logout->serve->session, logout->team, logout->serve->cancellable,
                           on_logged_out, logout);
}

static void
end_session_of_host (Logout *logout)
{
  g_autoptr (GError) error = NULL;

  if (logout->team != NULL) {
    end_session (logout);
  } else if (logout->forgot_service) {
    answer (logout, "The service token of this host is forgotten.");
  } else {
    g_set_error (&error, LK_ERROR, LK_ERROR_USAGE,
                 "no login to this host is known here; 'latchkey status' tells what there is, "
                 "--all ends everything");
    lk_serve_fail (logout->serve, error);
  }
}

static void
on_service_cleared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Logout *logout = user_data;
  g_autoptr (GError) error = NULL;

  if (lk_store_clear_finish (LK_STORE (source), result, &error))
    end_session_of_host (logout);
  else
    lk_serve_fail (logout->serve, error);
}

/* A keyring that cannot be read holds nothing that would be used. */
static void
on_service_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Logout *logout = user_data;
  LkStoreKey key = {.kind = LK_STORE_SERVICE, .app_hostname = lk_serve_host (logout->serve)};
  g_autoptr (LkSecret) secret = lk_store_lookup_finish (LK_STORE (source), result, NULL);

  logout->forgot_service = secret != NULL;
  if (secret == NULL)
    end_session_of_host (logout);
  else
    lk_store_clear_async (LK_STORE (source), &key, logout->serve->cancellable, on_service_cleared,
                          logout);
}

void
lk_serve_logout (LkServe *serve)
{
  LkStoreKey key = {.kind = LK_STORE_SERVICE, .app_hostname = lk_serve_host (serve)};
  Logout *logout = g_new0 (Logout, 1);
  g_autoptr (GError) error = NULL;

  g_object_set_data_full (G_OBJECT (serve->session), "logout", logout,
                          (GDestroyNotify) logout_free);
  logout->serve = serve;
  if (lk_wire_flag (serve->request, "all")) {
    end_session (logout);
    return;
  }
  logout->team =
      lk_known_team_lookup (lk_session_get_state_dir (serve->session), key.app_hostname, &error);
  if (error != NULL)
    lk_serve_fail (serve, error);
  else
    lk_store_lookup_async (lk_session_get_store (serve->session), &key, serve->cancellable,
                           on_service_found, logout);
}
