/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "connect-options.h"

#include <string.h>

#include "access/host.h"
#include "base/error.h"
#include "base/sandbox.h"
#include "log.h"
#include "options.h"

/* Headers that the upgrade makes itself: each may stand in the request once only. */
static const char *const own_headers[] = {
    "Host",
    "Connection",
    "Upgrade",
    "Content-Length",
    "Transfer-Encoding",
    "User-Agent",
    "Cf-Access-Token",
    "Cf-Access-Jump-Destination",
};

typedef struct {
  char *hostname, *destination, *url, *client_id, *client_secret;
  char *log_file, *log_directory, *log_level;
  char **headers;
  gboolean fedramp, resident;
} Flags;

static void
clear_flags (Flags *flags)
{
  g_free (flags->hostname);
  g_free (flags->destination);
  g_free (flags->url);
  g_free (flags->client_id);
  lk_wipe_free (flags->client_secret);
  g_free (flags->log_file);
  g_free (flags->log_directory);
  g_free (flags->log_level);
  for (char **header = flags->headers; header != NULL && *header != NULL; header++)
    lk_wipe (*header, strlen (*header));
  g_strfreev (flags->headers);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Flags, clear_flags)

/* What ps and /proc show of an argument that holds a secret, from now on. */
static void
hide_secrets (int argc, char **argv)
{
  static const char *const names[] = {"service-token-secret", "secret"};

  for (int i = 1; i < argc; i++) {
    const char *name = argv[i] + strspn (argv[i], "-");

    if (g_ascii_strncasecmp (name, "CF-Access-", strlen ("CF-Access-")) == 0 ||
        g_ascii_strncasecmp (name, "header=CF-Access-", strlen ("header=CF-Access-")) == 0)
      lk_wipe (argv[i], strlen (argv[i]));
    for (gsize n = 0; n < G_N_ELEMENTS (names); n++) {
      gsize length = strlen (names[n]);

      if (name == argv[i] || strncmp (name, names[n], length) != 0)
        continue;
      if (name[length] == '=')
        lk_wipe (argv[i] + (name - argv[i]) + length, strlen (name + length));
      else if (name[length] == '\0' && i + 1 < argc)
        lk_wipe (argv[i + 1], strlen (argv[i + 1]));
    }
  }
}

static gboolean
parse_flags (int argc, char **argv, Flags *flags, GError **error)
{
#define STRING(names, short_name, where, text, arg)                                                \
  {                                                                                                \
    names, short_name, 0, G_OPTION_ARG_STRING, where, text, arg                                    \
  }
#define ALIAS(names, short_name, where)                                                            \
  {                                                                                                \
    names, short_name, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_STRING, where, NULL, NULL                \
  }
  const GOptionEntry entries[] = {
      STRING ("hostname", 'T', &flags->hostname, "The host as Access knows it", "HOST"),
      ALIAS ("tunnel-host", 0, &flags->hostname),
      STRING ("destination", 0, &flags->destination, "The machine behind a bastion", "HOST:PORT"),
      STRING ("listener", 'L', &flags->url, "Listen there instead of using stdin and stdout",
              "HOST:PORT|unix:PATH"),
      ALIAS ("url", 0, &flags->url),
      {"header", 'H', 0, G_OPTION_ARG_STRING_ARRAY, &flags->headers, "Send a header more",
       "'NAME: VALUE'"},
      STRING ("service-token-id", 0, &flags->client_id, "Client ID of a service token", "ID"),
      ALIAS ("id", 0, &flags->client_id),
      STRING (
          "service-token-secret", 0, &flags->client_secret,
          "Its secret (better: TUNNEL_SERVICE_TOKEN_SECRET, or 'latchkey login --service-token')",
          "SECRET"),
      ALIAS ("secret", 0, &flags->client_secret),
      STRING ("logfile", 0, &flags->log_file, "Append a log to a file", "FILE"),
      STRING ("log-directory", 0, &flags->log_directory, "Append a log to latchkey.log in a folder",
              "FOLDER"),
      STRING ("log-level", 0, &flags->log_level, "debug, info, warn, error or fatal", "LEVEL"),
      ALIAS ("loglevel", 0, &flags->log_level),
      {"fedramp", 0, 0, G_OPTION_ARG_NONE, &flags->fedramp,
       "Use Cloudflare's FedRAMP login service", NULL},
      {"resident", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, &flags->resident, NULL, NULL},
      {NULL},
  };
#undef STRING
#undef ALIAS
  /* GOption reorders the vector; the strings themselves are what /proc shows. */
  g_autofree char **copy = g_memdup2 (argv, sizeof *argv * (gsize) (argc + 1));
  int left = argc;
  char **rest = copy;
  gboolean ok = lk_options_parse (
      entries, "[HOST]", "Carry a connection to a host behind Access over stdin and stdout.", FALSE,
      &left, &rest, error);

  ok = ok && lk_options_at_most (flags->hostname == NULL ? 1 : 0, left, rest, error);
  if (ok && left > 1)
    flags->hostname = g_strdup (rest[1]);
  hide_secrets (argc, argv);
  return ok;
}

/* A variable counts where there is no flag, and is not handed on to the programs that we start. */
static void
take_variable (const char *name, char **flag)
{
  const char *value = g_getenv (name);

  if (*flag == NULL && value != NULL && *value != '\0')
    *flag = g_strdup (value);
  g_unsetenv (name);
}

static gboolean
is_token (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++) {
    if (!g_ascii_isalnum (text[i]) && strchr ("!#$%&'*+-.^_`|~", text[i]) == NULL)
      return FALSE;
  }
  return length > 0;
}

/* RFC 9110 section 5.5: no control characters in a field value. */
static gboolean
is_value (const char *text)
{
  for (; *text != '\0'; text++) {
    if (g_ascii_iscntrl (*text) && *text != '\t')
      return FALSE;
  }
  return TRUE;
}

static gboolean
take_header (LkConnectOptions *options, Flags *flags, const char *header, GError **error)
{
  const char *colon = strchr (header, ':');
  gsize length = colon == NULL ? 0 : (gsize) (colon - header);
  g_autofree char *name = g_strndup (header, length);
  const char *value = colon == NULL ? "" : colon + 1 + strspn (colon + 1, " \t");

  if (!is_token (name, length) || !is_value (value)) {
    g_set_error_literal (error, LK_ERROR, LK_ERROR_USAGE,
                         "a header must have the form 'Name: value'");
    return FALSE;
  }
  if (g_ascii_strcasecmp (name, "CF-Access-Client-Id") == 0) {
    g_free (flags->client_id);
    flags->client_id = g_strdup (value);
    return TRUE;
  }
  if (g_ascii_strcasecmp (name, "CF-Access-Client-Secret") == 0) {
    lk_wipe_free (flags->client_secret);
    flags->client_secret = g_strdup (value);
    return TRUE;
  }
  for (gsize i = 0; i < G_N_ELEMENTS (own_headers); i++) {
    if (g_ascii_strcasecmp (name, own_headers[i]) == 0 ||
        g_ascii_strncasecmp (name, "Sec-WebSocket-", 14) == 0) {
      g_set_error (error, LK_ERROR, LK_ERROR_USAGE, "the header %s is made by latchkey itself",
                   name);
      return FALSE;
    }
  }
  g_ptr_array_add (options->headers, g_strdup_printf ("%s: %s", name, value));
  return TRUE;
}

static gboolean
check_service_token (LkConnectOptions *options, Flags *flags, GError **error)
{
  if ((flags->client_id == NULL) != (flags->client_secret == NULL)) {
    g_set_error (error, LK_ERROR, LK_ERROR_USAGE,
                 "a service token needs both its ID and its secret; the %s is missing",
                 flags->client_id == NULL ? "ID" : "secret");
    return FALSE;
  }
  if (flags->client_id == NULL)
    return TRUE;
  if (!is_value (flags->client_id) || !is_value (flags->client_secret)) {
    g_set_error_literal (error, LK_ERROR, LK_ERROR_USAGE,
                         "the service token has a line break in it");
    return FALSE;
  }
  options->client_id = g_steal_pointer (&flags->client_id);
  options->client_secret = lk_secret_new_take (g_steal_pointer (&flags->client_secret));
  return TRUE;
}

LkConnectOptions *
lk_connect_options_parse (int argc, char **argv, GError **error)
{
  g_autoptr (LkConnectOptions) options = g_new0 (LkConnectOptions, 1);
  g_auto (Flags) flags = {NULL};
  g_autofree char *path = NULL;

  options->headers = g_ptr_array_new_with_free_func (g_free);
  if (!parse_flags (argc, argv, &flags, error) ||
      !lk_log_open (flags.log_level, flags.log_file, flags.log_directory, error))
    return NULL;
  take_variable ("TUNNEL_SERVICE_HOSTNAME", &flags.hostname);
  take_variable ("TUNNEL_SERVICE_DESTINATION", &flags.destination);
  take_variable ("TUNNEL_SERVICE_URL", &flags.url);
  for (char **header = flags.headers; header != NULL && *header != NULL; header++) {
    if (!take_header (options, &flags, *header, error))
      return NULL;
  }
  take_variable ("TUNNEL_SERVICE_TOKEN_ID", &flags.client_id);
  take_variable ("TUNNEL_SERVICE_TOKEN_SECRET", &flags.client_secret);
  if (!check_service_token (options, &flags, error))
    return NULL;
  if (flags.hostname == NULL) {
    g_set_error (error, LK_ERROR, LK_ERROR_USAGE, "a host is missing; use --hostname HOST");
    return NULL;
  }
  if (flags.destination != NULL && !is_value (flags.destination)) {
    g_set_error_literal (error, LK_ERROR, LK_ERROR_USAGE,
                         "the destination must have the form HOST:PORT");
    return NULL;
  }
  options->host = lk_host_parse (flags.hostname, &path, error);
  if (options->host == NULL)
    return NULL;
  if (strcmp (path, "/") != 0) {
    g_set_error (error, LK_ERROR, LK_ERROR_USAGE,
                 "a connection goes to a whole host; leave the path out and say %s", options->host);
    return NULL;
  }
  options->fedramp = flags.fedramp;
  options->resident = flags.resident;
  options->destination = g_steal_pointer (&flags.destination);
  options->listener =
      flags.resident ? lk_sandbox_way (options->host, error) : g_steal_pointer (&flags.url);
  return flags.resident && options->listener == NULL ? NULL : g_steal_pointer (&options);
}

void
lk_connect_options_free (LkConnectOptions *options)
{
  g_free (options->host);
  g_free (options->destination);
  g_free (options->listener);
  g_ptr_array_unref (options->headers);
  g_free (options->client_id);
  g_clear_pointer (&options->client_secret, lk_secret_unref);
  g_free (options);
}
