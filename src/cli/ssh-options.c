/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ssh-options.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/dirs.h"

#define PATIENCE_US (3 * G_USEC_PER_SEC)
#define TEXT_MAX ((gsize) 1 << 20)

/* ssh's options that take a value, by OpenSSH 9; -O is left out, as it is looked for. */
#define WITH_VALUE "bceilmopBDEFIJLPQRSWw"

/* All that comes from @fd until its end, within bounds of time and length. */
static GString *
read_all (int fd)
{
  gint64 end = g_get_monotonic_time () + PATIENCE_US;
  g_autoptr (GString) text = g_string_new (NULL);
  char block[4096];

  while (text->len < TEXT_MAX) {
    struct pollfd ready = {.fd = fd, .events = POLLIN};
    gint64 left = end - g_get_monotonic_time ();
    gssize n;

    if (left <= 0 || (poll (&ready, 1, (int) (left / 1000) + 1) < 0 && errno != EINTR))
      break;
    if (ready.revents == 0)
      continue;
    n = read (fd, block, sizeof block);
    if (n == 0)
      return g_steal_pointer (&text);
    if (n < 0 && errno != EINTR)
      break;
    g_string_append_len (text, block, MAX (n, 0));
  }
  return NULL;
}

gboolean
lk_ssh_options_is_idle (const char *const *argv)
{
  gboolean host = FALSE;

  for (gsize i = 1; argv[0] != NULL && argv[i] != NULL; i++) {
    if (argv[i][0] != '-' || argv[i][1] == '\0') {
      /* After the host options may follow; the next word begins the command. */
      if (host)
        return FALSE;
      host = TRUE;
      continue;
    }
    for (const char *letter = argv[i] + 1; *letter != '\0'; letter++) {
      if (*letter == 'G' || *letter == 'O')
        return TRUE;
      if (strchr (WITH_VALUE, *letter) != NULL) {
        if (letter[1] == '\0' && argv[i + 1] != NULL)
          i++;
        break;
      }
    }
  }
  return FALSE;
}

const char *
lk_ssh_options_agent (const LkSshOptions *options)
{
  if (strcmp (options->agent, "none") == 0)
    return NULL;
  if (options->agent[0] == '\0' || strcmp (options->agent, "SSH_AUTH_SOCK") == 0)
    return g_getenv ("SSH_AUTH_SOCK");
  return options->agent[0] == '$' ? g_getenv (options->agent + 1) : options->agent;
}

LkSshOptions
lk_ssh_options_find (pid_t pid, const char *const *argv)
{
  g_autofree char *program =
      pid == 0 ? g_strdup ("ssh") : g_strdup_printf ("/proc/%d/exe", (int) pid);
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  g_autoptr (GString) text = NULL;
  GPid child;
  int out;

  /* One that only reads its configuration, and whose "Match exec" we are, asks nobody. */
  if (lk_ssh_options_is_idle (argv))
    return (LkSshOptions){.batch = TRUE, .idle = TRUE};
  g_ptr_array_add (words, program);
  g_ptr_array_add (words, (char *) argv[0]);
  g_ptr_array_add (words, (char *) "-G");
  for (gsize i = 1; argv[i] != NULL; i++)
    g_ptr_array_add (words, (char *) argv[i]);
  g_ptr_array_add (words, NULL);
  if (!g_spawn_async_with_pipes (NULL, (char **) words->pdata, NULL,
                                 G_SPAWN_FILE_AND_ARGV_ZERO | G_SPAWN_SEARCH_PATH |
                                     G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDERR_TO_DEV_NULL,
                                 NULL, NULL, &child, NULL, &out, NULL, NULL))
    return (LkSshOptions){0};
  text = read_all (out);
  close (out);
  if (text == NULL)
    kill (child, SIGKILL);
  while (waitpid (child, NULL, 0) < 0 && errno == EINTR)
    ;
  return lk_ssh_options_parse (text == NULL ? "" : text->str);
}

LkSshOptions
lk_ssh_options_parse (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  LkSshOptions options = {0};

  for (gsize i = 0; lines[i] != NULL; i++) {
    if (strcmp (lines[i], "batchmode yes") == 0)
      options.batch = TRUE;
    else if (g_str_has_prefix (lines[i], "connecttimeout "))
      options.connect_timeout =
          (guint) MIN (g_ascii_strtoull (strchr (lines[i], ' '), NULL, 10), G_MAXINT);
    else if (g_str_has_prefix (lines[i], "identityagent "))
      g_strlcpy (options.agent, strchr (lines[i], ' ') + 1, sizeof options.agent);
    else if (g_str_has_prefix (lines[i], "user "))
      g_strlcpy (options.user, strchr (lines[i], ' ') + 1, sizeof options.user);
    else if (g_str_has_prefix (lines[i], "identityfile ") &&
             strstr (lines[i], "/" LK_CERTIFICATE_FOLDER "/") != NULL &&
             g_str_has_suffix (lines[i], "/" LK_CERTIFICATE_KEY))
      options.identity = TRUE;
  }
  return options;
}
