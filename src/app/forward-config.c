/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "forward-config.h"

#include <stdlib.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>
#include <glib/gi18n.h>

#include "access/host.h"
#include "base/error.h"
#include "carrier/dial.h"
#include "carrier/listener.h"

LkForwardConfig *
lk_forward_config_new (const char *name, const char *host, const char *listen, gboolean at_login)
{
  LkForwardConfig *config = g_new0 (LkForwardConfig, 1);

  config->name = g_strdup (name);
  config->host = g_strdup (host);
  config->listen = g_strdup (listen);
  config->at_login = at_login;
  return config;
}

LkForwardConfig *
lk_forward_config_copy (const LkForwardConfig *config)
{
  return lk_forward_config_new (config->name, config->host, config->listen, config->at_login);
}

void
lk_forward_config_free (LkForwardConfig *config)
{
  g_free (config->name);
  g_free (config->host);
  g_free (config->listen);
  g_free (config);
}

gboolean
lk_forward_config_equal (const LkForwardConfig *one, const LkForwardConfig *two)
{
  return strcmp (one->host, two->host) == 0 && strcmp (one->listen, two->listen) == 0;
}

static gboolean
has_name (GPtrArray *configs, const char *name)
{
  for (guint i = 0; i < configs->len; i++) {
    if (strcmp (((const LkForwardConfig *) configs->pdata[i])->name, name) == 0)
      return TRUE;
  }
  return FALSE;
}

GPtrArray *
lk_forward_configs_from_variant (GVariant *variant)
{
  GPtrArray *configs = g_ptr_array_new_with_free_func ((GDestroyNotify) lk_forward_config_free);
  const char *name, *host, *listen;
  gboolean at_login;
  GVariantIter iter;

  g_variant_iter_init (&iter, variant);
  while (g_variant_iter_next (&iter, "(&s&s&sb)", &name, &host, &listen, &at_login)) {
    if (*name != '\0' && !has_name (configs, name))
      g_ptr_array_add (configs, lk_forward_config_new (name, host, listen, at_login));
  }
  return configs;
}

GVariant *
lk_forward_configs_to_variant (GPtrArray *configs)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(sssb)"));
  for (guint i = 0; i < configs->len; i++) {
    const LkForwardConfig *config = configs->pdata[i];

    g_variant_builder_add (&builder, "(sssb)", config->name, config->host, config->listen,
                           config->at_login);
  }
  return g_variant_builder_end (&builder);
}

static char *
parse_path (const char *text, GError **error)
{
  g_autofree char *path = g_str_has_prefix (text, "~/")
                              ? g_build_filename (g_get_home_dir (), text + 2, NULL)
                              : g_strdup (text);
  g_autofree char *folder = g_path_get_dirname (path);
  gsize most = sizeof ((struct sockaddr_un *) NULL)->sun_path - 1;

  if (!g_path_is_absolute (path))
    g_set_error (error, LK_ERROR, LK_ERROR_USAGE,
                 _ ("a socket needs its whole path, beginning with a slash"));
  else if (strlen (path) > most)
    g_set_error (error, LK_ERROR, LK_ERROR_USAGE,
                 _ ("the path of a socket may have %u bytes at most; choose a shorter one"),
                 (guint) most);
  else if (g_file_test (path, G_FILE_TEST_IS_DIR))
    g_set_error (error, LK_ERROR, LK_ERROR_USAGE, _ ("%s is a folder; add a name for the socket"),
                 path);
  else if (access (folder, W_OK | X_OK) != 0)
    g_set_error (error, LK_ERROR, LK_ERROR_USAGE, _ ("you cannot make a socket in %s"), folder);
  else
    return g_steal_pointer (&path);
  return NULL;
}

static char *
parse_port (const char *text, guint lowest, GError **error)
{
  g_autofree char *address = strspn (text, "0123456789") == strlen (text)
                                 ? g_strconcat ("127.0.0.1:", text, NULL)
                             : *text == ':' ? g_strconcat ("127.0.0.1", text, NULL)
                                            : g_strdup (text);
  g_autofree char *host = NULL;
  guint16 port = 0;

  if (!lk_dial_split (address, &host, &port, NULL) || port == 0 || *host == '\0' ||
      strpbrk (host, "/ \t") != NULL)
    g_set_error (
        error, LK_ERROR, LK_ERROR_USAGE,
        _ ("'%s' is neither a port from 1 to 65535, nor an address and a port, nor the path "
           "of a socket"),
        text);
  else if (port < lowest)
    g_set_error (error, LK_ERROR, LK_ERROR_USAGE,
                 _ ("ports below %u are for the administrator; choose a higher one"), lowest);
  else
    return g_steal_pointer (&address);
  return NULL;
}

char *
lk_forward_listen_parse (const char *text, guint lowest, GError **error)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (text));

  if (*trimmed == '\0') {
    g_set_error (error, LK_ERROR, LK_ERROR_USAGE,
                 _ ("say where to listen: a port, such as 5432, or the path of a socket"));
    return NULL;
  }
  if (g_str_has_prefix (trimmed, "unix:"))
    return parse_path (trimmed + strlen ("unix:"), error);
  if (*trimmed == '/' || *trimmed == '~')
    return parse_path (trimmed, error);
  return parse_port (trimmed, lowest, error);
}

guint
lk_forward_lowest_port (void)
{
  g_autofree char *text = NULL;

  if (geteuid () == 0)
    return 1;
  if (!g_file_get_contents ("/proc/sys/net/ipv4/ip_unprivileged_port_start", &text, NULL, NULL))
    return 1024;
  return (guint) MAX (atoi (text), 1);
}

gboolean
lk_forward_listen_is_public (const char *listen)
{
  g_autofree char *host = NULL;
  g_autoptr (GInetAddress) address = NULL;
  guint16 port;

  if (g_path_is_absolute (listen) || !lk_dial_split (listen, &host, &port, NULL))
    return FALSE;
  address = g_inet_address_new_from_string (host);
  return address == NULL ? g_ascii_strcasecmp (host, "localhost") != 0
                         : !g_inet_address_get_is_loopback (address);
}

static LkForwardConfig *
check (const LkForwardConfig *config, gboolean probe, GError **error)
{
  g_autofree char *name = g_strstrip (g_strdup (config->name));
  g_autofree char *host = NULL;
  g_autofree char *listen = NULL;

  if (*name == '\0') {
    g_set_error (error, LK_ERROR, LK_ERROR_USAGE, _ ("give it a name"));
    return NULL;
  }
  host = lk_host_parse (config->host, NULL, error);
  if (host == NULL)
    return NULL;
  listen = lk_forward_listen_parse (config->listen, lk_forward_lowest_port (), error);
  if (listen == NULL)
    return NULL;
  if (probe) {
    g_autoptr (LkListener) listener = lk_listener_new (listen, error);

    if (listener == NULL)
      return NULL;
  }
  return lk_forward_config_new (name, host, listen, config->at_login);
}

typedef struct {
  LkForwardConfig *config;
  gboolean probe;
} Check;

static void
check_free (gpointer data)
{
  Check *question = data;

  lk_forward_config_free (question->config);
  g_free (question);
}

static void
check_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Check *question = data;
  GError *error = NULL;
  LkForwardConfig *checked = check (question->config, question->probe, &error);

  if (checked == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, checked, (GDestroyNotify) lk_forward_config_free);
}

void
lk_forward_config_check_async (const LkForwardConfig *config,
                               gboolean probe,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Check *question = g_new0 (Check, 1);

  question->config = lk_forward_config_copy (config);
  question->probe = probe;
  g_task_set_task_data (task, question, check_free);
  g_task_run_in_thread (task, check_in_thread);
}

LkForwardConfig *
lk_forward_config_check_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
