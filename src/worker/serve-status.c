/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "serve.h"

#include <json-glib/json-glib.h>

#include "app-watch.h"
#include "certificates.h"
#include "session/file-watch.h"
#include "session/session-list.h"
#include "tunnels.h"
#include "tunnels/open-tunnel.h"
#include "tunnels/record.h"
#include "wire.h"

/* A watch lasts as long as the request, which ends with this process. */
typedef struct {
  LkServe *serve;
  LkFileWatch *watch, *tunnels;
  guint timer;
  char *told; /* the last document */
  gboolean listing, again;
} Status;

static void
status_free (Status *status)
{
  g_free (status->told);
  g_free (status);
}

static void list (Status *status);

/* What the document is made of. */
typedef struct {
  GPtrArray *infos, *certificates, *tunnels;
  const LkStoreStatus *storage;
  gint64 now;
} Facts;

/* The document of `latchkey status --json`. */
static char *
make_json (const Facts *facts)
{
  GVariantBuilder teams, apps;
  g_auto (GVariantDict) store = G_VARIANT_DICT_INIT (NULL);
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  g_variant_builder_init (&teams, G_VARIANT_TYPE ("aa{sv}"));
  g_variant_builder_init (&apps, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < facts->infos->len; i++) {
    const LkSessionInfo *info = g_ptr_array_index (facts->infos, i);

    g_variant_builder_add_value (info->kind == LK_TOKEN_ORG ? &teams : &apps,
                                 lk_session_info_describe (info));
  }
  g_variant_dict_insert (&store, "backend", "s", facts->storage->backend);
  g_variant_dict_insert (&store, "locked", "b", facts->storage->locked);
  g_variant_dict_insert (&store, "detail", "s", facts->storage->detail);
  g_variant_dict_insert_value (&dict, "storage", g_variant_dict_end (&store));
  g_variant_dict_insert_value (&dict, "teams", g_variant_builder_end (&teams));
  g_variant_dict_insert_value (&dict, "apps", g_variant_builder_end (&apps));
  g_variant_dict_insert_value (&dict, "certificates",
                               lk_certificates_describe (facts->certificates, facts->now));
  g_variant_dict_insert_value (&dict, "tunnels", lk_tunnels_describe (facts->tunnels));

  g_autoptr (GVariant) document = g_variant_ref_sink (g_variant_dict_end (&dict));
  return json_gvariant_serialize_data (document, NULL);
}

static void
append_line (GString *text,
             const LkSessionInfo *info,
             const char *indent,
             const char *name,
             gint64 now)
{
  g_autofree char *left = lk_clock_words (info->expires_at - now);

  g_string_append_printf (text, "%s%s", indent, name);
  if (info->email != NULL && info->kind == LK_TOKEN_ORG)
    g_string_append_printf (text, " as %s", info->email);
  if (info->state == LK_TOKEN_EXPIRED)
    g_string_append (text, ": login needed\n");
  else
    g_string_append_printf (text, ": about %s left%s\n", left,
                            info->state == LK_TOKEN_EXPIRING ? ", ends soon" : "");
}

/* What a person reads: each team with its applications, the certificates, the tunnels, and where the tokens are. */
static char *
make_text (const Facts *facts)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const char *team = NULL;

  for (guint i = 0; i < facts->infos->len; i++) {
    const LkSessionInfo *info = g_ptr_array_index (facts->infos, i);

    if (info->kind == LK_TOKEN_ORG) {
      append_line (text, info, "", info->auth_domain, facts->now);
    } else {
      if (g_strcmp0 (team, info->auth_domain) != 0)
        g_string_append_printf (text, "Hosts of %s\n", info->auth_domain);
      team = info->auth_domain;
      append_line (text, info, "  ", info->hostname, facts->now);
    }
  }
  if (facts->infos->len == 0)
    g_string_append (
        text, "Nobody is logged in. 'ssh HOST' or 'latchkey login HOST' begins a session.\n");
  if (facts->certificates->len > 0)
    g_string_append (text, "Short-lived certificates\n");
  lk_certificates_append (facts->certificates, facts->now, "  ", text);
  if (facts->tunnels->len > 0)
    g_string_append (text, "Open tunnels\n");
  lk_tunnels_append (facts->tunnels, facts->now, "  ", text);
  g_string_append (text, facts->storage->detail);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
on_timer (gpointer data)
{
  Status *status = data;

  status->timer = 0;
  list (status);
  return G_SOURCE_REMOVE;
}

/* A stage that changes by itself announces nothing. */
static void
arm_timer (Status *status, GPtrArray *infos)
{
  gint64 next = lk_session_list_next_change (infos, lk_session_now (status->serve->session));

  g_clear_handle_id (&status->timer, g_source_remove);
  if (next >= 0)
    status->timer = g_timeout_add_seconds ((guint) MIN (next + 1, 24 * 3600), on_timer, status);
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Status *status = user_data;
  LkServe *serve = status->serve;
  LkStore *store = lk_session_get_store (serve->session);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) infos = lk_session_list_finish (LK_SESSION (source), result, &error);
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  status->listing = FALSE;
  if (infos == NULL) {
    lk_serve_fail (serve, error);
    return;
  }

  const char *runtime_dir = lk_session_get_runtime_dir (serve->session);
  gint64 now = lk_session_now (serve->session);
  g_autoptr (GPtrArray) certificates =
      lk_certificates_list (runtime_dir, lk_wire_text (serve->request, "agent"), now);
  g_autoptr (GPtrArray) tunnels = lk_open_tunnels_list (runtime_dir);
  const Facts facts = {infos, certificates, tunnels, lk_store_get_status (store), now};
  g_autofree char *json = make_json (&facts);
  g_autofree char *text = make_text (&facts);
  g_variant_dict_insert (&dict, "json", "s", json);
  g_variant_dict_insert (&dict, "text", "s", text);
  if (status->watch == NULL) {
    lk_serve_done (serve, &dict, NULL);
    return;
  }
  if (g_strcmp0 (json, status->told) != 0)
    lk_serve_event (serve, "status", &dict);
  g_free (status->told);
  status->told = g_steal_pointer (&json);
  arm_timer (status, infos);
  if (status->again)
    list (status);
}

static void
list (Status *status)
{
  status->again = status->listing;
  if (status->listing)
    return;
  status->listing = TRUE;
  lk_session_list_async (status->serve->session, status->serve->cancellable, on_listed, status);
}

static void
on_changed (gpointer data)
{
  list (data);
}

void
lk_serve_status (LkServe *serve)
{
  const char *runtime_dir = lk_session_get_runtime_dir (serve->session);
  g_autofree char *path = lk_changes_path (runtime_dir);
  g_autofree char *folder = lk_tunnels_folder (runtime_dir);
  g_autoptr (GError) error = NULL;
  Status *status = g_object_get_data (G_OBJECT (serve->session), "status");

  status = g_new0 (Status, 1);
  g_object_set_data_full (G_OBJECT (serve->session), "status", status,
                          (GDestroyNotify) status_free);
  status->serve = serve;
  if (lk_wire_flag (serve->request, "watch")) {
    lk_changes_announce (runtime_dir);
    status->watch = lk_file_watch_new (path, on_changed, status, &error);
    if (status->watch != NULL)
      status->tunnels = lk_file_watch_new (folder, on_changed, status, &error);
    if (status->tunnels == NULL) {
      lk_serve_fail (serve, error);
      return;
    }
    lk_app_watch (serve->cancellable, on_changed, status);
  }
  list (status);
}
