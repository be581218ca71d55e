/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/sandbox.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <glib/gstdio.h>

#include "base/atomic-file.h"
#include "base/dirs.h"
#include "base/error.h"

/*
 * To start a sandbox takes longer than all the rest of an ssh. So one process stays behind for each host that
 * somebody has gone to: it takes the next connections over at a socket, and leaves its line of cause beside
 * it. An nc that knows no such sockets, or finds nobody, ends without having read anything. What stays behind
 * has none of our descriptors, for which somebody may wait.
 */
#define SCRIPT                                                                                     \
  "#!/bin/sh\n"                                                                                    \
  "# Latchkey in its Flatpak, for ssh outside. Latchkey writes this file; changes are lost.\n"     \
  "ways=${XDG_RUNTIME_DIR:-/run/user/$(id -u)}/app/%s/latchkey/" LK_SANDBOX_SSH "\n"               \
  "latchkey='flatpak run --command=latchkey %s'\n"                                                 \
  "if [ \"$#:$1:$2\" = 3:ssh:--hostname ]; then\n"                                                 \
  "  way=$ways/$3\n"                                                                               \
  "  if [ -S \"$way\" ] &&\n"                                                                      \
  "    { nc -U \"$way\" 2>/dev/null || socat - \"UNIX-CONNECT:$way\" 2>/dev/null; }; then\n"       \
  "    [ ! -s \"$way~\" ] || cat \"$way~\" >&2\n"                                                  \
  "    exit\n"                                                                                     \
  "  fi\n"                                                                                         \
  "  mkdir -p \"$ways\"\n"                                                                         \
  "  setsid $latchkey ssh --resident --hostname \"$3\" </dev/null >/dev/null 2>\"$way~\" &\n"      \
  "fi\n"                                                                                           \
  "case $1 in\n"                                                                                   \
  "  ssh*) export " LK_SANDBOX_CALLER "=\"$(tr '\\0' '\\n' <\"/proc/$PPID/cmdline\")\" ;;\n"       \
  "esac\n"                                                                                         \
  "exec $latchkey \"$@\"\n"

const char *
lk_sandbox_id (void)
{
  const char *id = g_getenv ("FLATPAK_ID");

  /* A program that a sandbox starts outside of it inherits the variable. */
  return id != NULL && *id != '\0' && g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS) ? id
                                                                                         : NULL;
}

char *
lk_sandbox_launcher (GError **error)
{
  const char *id = lk_sandbox_id ();
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "bin", NULL);
  g_autofree char *path = g_build_filename (folder, "latchkey", NULL);
  g_autofree char *script = g_strdup_printf (SCRIPT, id, id);
  g_autofree char *old = NULL;

  if (g_file_get_contents (path, &old, NULL, NULL) && strcmp (old, script) == 0 &&
      g_file_test (path, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer (&path);
  if (g_mkdir_with_parents (folder, 0700) != 0) {
    g_set_error (error, LK_ERROR, LK_ERROR_CONFIG, _ ("cannot make the folder %s: %s"), folder,
                 g_strerror (errno));
    return NULL;
  }
  g_unlink (path);
  return lk_atomic_replace (path, script, strlen (script), 0755, error) ? g_steal_pointer (&path)
                                                                        : NULL;
}

char *
lk_sandbox_way (const char *host, GError **error)
{
  g_autofree char *runtime = lk_runtime_dir (error);
  g_autofree char *folder = NULL;

  if (runtime == NULL)
    return NULL;
  folder = g_build_filename (runtime, LK_SANDBOX_SSH, NULL);
  (void) g_mkdir (folder, 0700);
  return g_build_filename (folder, host, NULL);
}
