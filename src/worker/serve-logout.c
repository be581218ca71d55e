/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "serve.h"

#include "base/error.h"
#include "session/known-teams.h"
#include "session/logout.h"
#include "wire.h"

static void
on_logged_out (GObject *source, GAsyncResult *result, gpointer user_data)
{
  LkServe *serve = user_data;
  g_autoptr (GError) error = NULL;
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  guint teams;

  if (!lk_session_logout_finish (LK_SESSION (source), result, &teams, &error)) {
    g_prefix_error (&error,
                    "the tokens here are forgotten, but the session at the edge may go on: ");
    lk_serve_fail (serve, error);
    return;
  }
  g_variant_dict_insert (
      &dict, "text", "s",
      teams == 0 ? "There was no session to end."
                 : "Logged out. Connections that are open now go on until they are closed.");
  lk_serve_done (serve, &dict, NULL);
}

void
lk_serve_logout (LkServe *serve)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *team = NULL;

  if (!lk_wire_flag (serve->request, "all")) {
    team = lk_known_team_lookup (lk_session_get_state_dir (serve->session), lk_serve_host (serve),
                                 &error);
    if (team == NULL && error == NULL)
      g_set_error (&error, LK_ERROR, LK_ERROR_USAGE,
                   "no login to this host is known here; 'latchkey status' tells what there is, "
                   "--all ends everything");
    if (error != NULL) {
      lk_serve_fail (serve, error);
      return;
    }
  }
  lk_session_logout_async (serve->session, team, serve->cancellable, on_logged_out, serve);
}
