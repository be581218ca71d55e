/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#define DAY (24 * 60 * 60)

static void
app_free (gpointer data)
{
  EdgeApp *app = data;

  g_free (app->host);
  g_free (app->origin);
  g_free (app->aud);
  g_free (app->team);
  g_free (app->app_hostname);
  g_free (app);
}

static void
team_free (gpointer data)
{
  EdgeTeamConfig *team = data;

  g_free (team->name);
  g_free (team);
}

static void
config_free (EdgeConfig *config)
{
  g_ptr_array_unref (config->apps);
  g_ptr_array_unref (config->teams);
  g_hash_table_unref (config->service_tokens);
  g_free (config->user);
  g_free (config->ca_path);
  g_free (config->control_path);
  g_free (config);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EdgeConfig, config_free)

guint
edge_policy_parse (const char *text)
{
  static const struct {
    const char *name;
    EdgePolicy policy;
  } names[] = {{"allow", EDGE_POLICY_ALLOW},
               {"service", EDGE_POLICY_SERVICE},
               {"deny", EDGE_POLICY_DENY},
               {"bypass", EDGE_POLICY_BYPASS}};
  g_auto (GStrv) words = g_strsplit (text, "+", -1);
  guint policy = 0;

  for (guint i = 0; words[i] != NULL; i++) {
    guint before = policy;

    for (guint k = 0; k < G_N_ELEMENTS (names); k++)
      if (g_str_equal (words[i], names[k].name))
        policy |= names[k].policy;
    if (policy == before)
      return 0;
  }
  return policy;
}

static gboolean
app_set (EdgeApp *app, const char *key, const char *value)
{
  if (g_str_equal (key, "aud"))
    return g_free (app->aud), app->aud = g_strdup (value), TRUE;
  if (g_str_equal (key, "team"))
    return g_free (app->team), app->team = g_strdup (value), TRUE;
  if (g_str_equal (key, "app_hostname"))
    return g_free (app->app_hostname), app->app_hostname = g_strdup (value), TRUE;
  if (g_str_equal (key, "session"))
    return g_ascii_string_to_signed (value, 10, 0, 366 * DAY, &app->session, NULL);
  if (g_str_equal (key, "policy"))
    return (app->policy = edge_policy_parse (value)) != 0;
  if (g_str_equal (key, "bastion"))
    return app->bastion = g_str_equal (value, "yes"), TRUE;
  if (g_str_equal (key, "binding"))
    return app->binding = g_str_equal (value, "yes"), TRUE;
  if (g_str_equal (key, "ca"))
    return app->ca = g_str_equal (value, "yes"), TRUE;
  return FALSE;
}

/* HOST=127.0.0.1:PORT[,key=value]... */
static gboolean
add_app (EdgeConfig *config, const char *text, GError **error)
{
  g_auto (GStrv) fields = g_strsplit (text, ",", -1);
  const char *equals = fields[0] != NULL ? strchr (fields[0], '=') : NULL;
  EdgeApp *app;

  if (equals == NULL)
    return g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--app %s: no '='", text),
           FALSE;
  app = g_new0 (EdgeApp, 1);
  g_ptr_array_add (config->apps, app);
  app->host = g_ascii_strdown (fields[0], equals - fields[0]);
  app->origin = g_strdup (equals + 1);
  app->aud = g_compute_checksum_for_string (G_CHECKSUM_SHA256, app->host, -1);
  app->app_hostname = g_strdup (app->host);
  app->session = DAY;
  app->policy = EDGE_POLICY_ALLOW | EDGE_POLICY_SERVICE;
  app->ca = TRUE;
  for (guint i = 1; fields[i] != NULL; i++) {
    g_auto (GStrv) pair = g_strsplit (fields[i], "=", 2);

    if (pair[0] == NULL || pair[1] == NULL || !app_set (app, pair[0], pair[1]))
      return g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                          "--app: '%s' makes no sense", fields[i]),
             FALSE;
  }
  return TRUE;
}

static EdgeTeamConfig *
add_team (EdgeConfig *config, const char *name, gint64 session)
{
  EdgeTeamConfig *team = g_new0 (EdgeTeamConfig, 1);

  team->name = g_strdup (name);
  team->session = session;
  g_ptr_array_add (config->teams, team);
  return team;
}

static gboolean
read_teams (EdgeConfig *config, char **texts, GError **error)
{
  for (guint i = 0; texts != NULL && texts[i] != NULL; i++) {
    g_auto (GStrv) pair = g_strsplit (texts[i], "=", 2);
    gint64 session = DAY;

    if (pair[1] != NULL && !g_ascii_string_to_signed (pair[1], 10, 0, 366 * DAY, &session, error))
      return FALSE;
    add_team (config, pair[0], session);
  }
  if (config->teams->len == 0)
    add_team (config, "team", DAY);
  return TRUE;
}

/* An application without a team has the first one; a team that only an application names exists too. */
static void
join_teams (EdgeConfig *config)
{
  for (guint i = 0; i < config->apps->len; i++) {
    EdgeApp *app = g_ptr_array_index (config->apps, i);
    gboolean known = FALSE;

    if (app->team == NULL)
      app->team = g_strdup (((EdgeTeamConfig *) g_ptr_array_index (config->teams, 0))->name);
    for (guint k = 0; k < config->teams->len; k++)
      known |=
          g_str_equal (((EdgeTeamConfig *) g_ptr_array_index (config->teams, k))->name, app->team);
    if (!known)
      add_team (config, app->team, DAY);
  }
}

static gboolean
read_lists (EdgeConfig *config, char **apps, char **teams, char **tokens, GError **error)
{
  if (!read_teams (config, teams, error))
    return FALSE;
  for (guint i = 0; apps != NULL && apps[i] != NULL; i++)
    if (!add_app (config, apps[i], error))
      return FALSE;
  join_teams (config);
  for (guint i = 0; tokens != NULL && tokens[i] != NULL; i++) {
    g_auto (GStrv) pair = g_strsplit (tokens[i], ":", 2);

    if (pair[1] == NULL)
      return g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                                  "--service-token: no ':'"),
             FALSE;
    g_hash_table_replace (config->service_tokens, g_strdup (pair[0]), g_strdup (pair[1]));
  }
  return TRUE;
}

EdgeConfig *
edge_config_parse (int *argc, char ***argv, GError **error)
{
  g_autoptr (EdgeConfig) config = g_new0 (EdgeConfig, 1);
  g_autoptr (GOptionContext) context =
      g_option_context_new ("- a stand-in Access edge and identity provider");
  g_auto (GStrv) apps = NULL, teams = NULL, tokens = NULL;
  const GOptionEntry entries[] = {
      {"app", 0, 0, G_OPTION_ARG_STRING_ARRAY, &apps, "A protected name",
       "HOST=ADDR:PORT[,KEY=VALUE]..."},
      {"team", 0, 0, G_OPTION_ARG_STRING_ARRAY, &teams, "A team and its global session",
       "NAME[=SECONDS]"},
      {"service-token", 0, 0, G_OPTION_ARG_STRING_ARRAY, &tokens, "A service token", "ID:SECRET"},
      {"user", 0, 0, G_OPTION_ARG_STRING, &config->user, "Who logs in", "EMAIL"},
      {"ca", 0, 0, G_OPTION_ARG_FILENAME, &config->ca_path, "Where to write the CA certificate",
       "FILE"},
      {"control", 0, 0, G_OPTION_ARG_FILENAME, &config->control_path, "The control socket", "PATH"},
      {"port", 0, 0, G_OPTION_ARG_INT, &config->port, "TLS port, 0 = any free one", "PORT"},
      {"ping-ms", 0, 0, G_OPTION_ARG_INT, &config->ping_ms, "Time between pings of the origin",
       "MS"},
      {"poll-seconds", 0, 0, G_OPTION_ARG_INT, &config->poll_seconds,
       "Length of a transfer long poll", "SECONDS"},
      {"cert-seconds", 0, 0, G_OPTION_ARG_INT, &config->cert_seconds, "Life of an SSH certificate",
       "SECONDS"},
      {"auto-approve", 0, 0, G_OPTION_ARG_NONE, &config->auto_approve, "Approve each login at once",
       NULL},
      {"die-with-parent", 0, 0, G_OPTION_ARG_NONE, &config->die_with_parent,
       "End when standard input ends", NULL},
      {NULL},
  };

  config->apps = g_ptr_array_new_with_free_func (app_free);
  config->teams = g_ptr_array_new_with_free_func (team_free);
  config->service_tokens = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  config->ping_ms = 54000;
  config->poll_seconds = 55; /* cloudflared gives up a poll at 60, and with it the login */
  config->cert_seconds = 240;
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, argv, error) ||
      !read_lists (config, apps, teams, tokens, error))
    return NULL;
  if (config->user == NULL)
    config->user = g_strdup ("user@example.com");
  return g_steal_pointer (&config);
}
