/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "access/host.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"

#define TEXT_MAX 2048
#define NAME_MAX_LENGTH 253
#define LABEL_MAX 63

static char *
refuse (GError **error, const char *text, const char *why)
{
  g_autofree char *shown = lk_printable (text, -1);

  g_set_error (error, LK_ERROR, LK_ERROR_USAGE,
               _ ("\"%s\" is not a host name: %s; give a name like ssh.example.com"), shown, why);
  return NULL;
}

static gboolean
label_is_valid (const char *label, gsize length)
{
  if (length == 0 || length > LABEL_MAX || label[0] == '-' || label[length - 1] == '-')
    return FALSE;
  for (gsize i = 0; i < length; i++) {
    char c = label[i];

    if (!g_ascii_islower (c) && !g_ascii_isdigit (c) && c != '-' && c != '_')
      return FALSE;
  }
  return TRUE;
}

gboolean
lk_host_is_canonical (const char *text)
{
  const char *label = text;
  gsize length;

  if (strlen (text) > NAME_MAX_LENGTH)
    return FALSE;
  for (;;) {
    length = strcspn (label, ".");
    if (!label_is_valid (label, length))
      return FALSE;
    if (label[length] == '\0')
      break;
    label += length + 1;
  }
  /* A last label of digits makes an address, or what some resolvers take for one. */
  return strspn (label, "0123456789") != length && !g_hostname_is_ip_address (text);
}

static gboolean
path_is_valid (const char *path)
{
  for (; *path != '\0'; path++)
    if (!g_ascii_isgraph (*path) || *path == '"' || *path == '\\')
      return FALSE;
  return TRUE;
}

/* Removes ":443" and one final dot; says why when something else stands behind the name. */
static const char *
trim_name (char *name)
{
  char *colon = strchr (name, ':');

  if (name[0] == '[' || (colon != NULL && strchr (colon + 1, ':') != NULL))
    return _ ("it is an address in numbers");
  if (colon != NULL && strcmp (colon, ":443") != 0)
    return _ ("a port makes no sense here");
  if (colon != NULL)
    *colon = '\0';
  if (name[0] != '\0' && g_str_has_suffix (name, "."))
    name[strlen (name) - 1] = '\0';
  return NULL;
}

char *
lk_host_parse (const char *text, char **path, GError **error)
{
  g_return_val_if_fail (text != NULL, NULL);

  const char *at = text;

  if (strlen (text) > TEXT_MAX || !g_utf8_validate (text, -1, NULL))
    return refuse (error, text, _ ("it is too long or no text"));
  if (g_ascii_strncasecmp (at, "https://", 8) == 0)
    at += 8;
  else if (strstr (at, "://") != NULL)
    return refuse (error, text, _ ("only https:// URLs are served"));

  gsize length = strcspn (at, "/?#");
  const char *rest = at + length;
  g_autofree char *name = g_strndup (at, length);
  g_autofree char *asked = g_strndup (rest, strcspn (rest, "?#"));

  if (strpbrk (name, " \t\r\n") != NULL)
    return refuse (error, text, _ ("it has a space in it"));
  if (strchr (name, '@') != NULL)
    return refuse (error, text, _ ("a user name has no place in it"));

  const char *why = trim_name (name);

  if (why != NULL)
    return refuse (error, text, why);
  if (g_hostname_is_ip_address (name))
    return refuse (error, text, _ ("it is an address in numbers"));

  g_autofree char *ascii = g_hostname_to_ascii (name);
  g_autofree char *host = ascii == NULL ? NULL : g_ascii_strdown (ascii, -1);

  if (host == NULL || !lk_host_is_canonical (host))
    return refuse (error, text, _ ("it has a part that no name may have"));
  if (!path_is_valid (asked))
    return refuse (error, text, _ ("its path holds characters that must be percent-encoded"));
  if (path != NULL)
    *path = g_strdup (asked[0] == '\0' ? "/" : asked);
  return g_steal_pointer (&host);
}
