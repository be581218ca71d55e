/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "options.h"

#include <string.h>

#include "access/host.h"
#include "base/error.h"

/* "-hostname x" means "--hostname x" when there is such an option: then a dash goes before it. */
static char *
normal_spelling (const char *argument, const GOptionEntry *entries)
{
  gsize length = strcspn (argument + 1, "=");

  if (argument[0] != '-' || length < 2 || argument[1] == '-')
    return NULL;
  for (const GOptionEntry *entry = entries; entry->long_name != NULL; entry++) {
    if (strlen (entry->long_name) == length &&
        strncmp (entry->long_name, argument + 1, length) == 0)
      return g_strconcat ("-", argument, NULL);
  }
  return NULL;
}

gboolean
lk_options_parse (const GOptionEntry *entries,
                  const char *parameters,
                  const char *summary,
                  gboolean stop_early,
                  int *argc,
                  char ***argv,
                  GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (parameters);
  g_autoptr (GPtrArray) respelt = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) local = NULL;
  g_autofree char *program = g_strconcat ("latchkey ", (*argv)[0], NULL);

  g_set_prgname (program);
  for (int i = 1; i < *argc && strcmp ((*argv)[i], "--") != 0; i++) {
    char *normal = normal_spelling ((*argv)[i], entries);

    if (normal != NULL) {
      g_ptr_array_add (respelt, normal);
      (*argv)[i] = normal;
    }
  }
  g_option_context_set_summary (context, summary);
  g_option_context_set_strict_posix (context, stop_early);
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, argv, &local)) {
    g_set_error (error, LK_ERROR, LK_ERROR_USAGE, "%s; '%s --help' tells the options",
                 local->message, program);
    return FALSE;
  }
  if (*argc > 1 && strcmp ((*argv)[1], "--") == 0) {
    memmove (*argv + 1, *argv + 2, sizeof **argv * (gsize) (*argc - 1));
    (*argc)--;
  }
  return TRUE;
}

gboolean
lk_options_at_most (int n, int argc, char **argv, GError **error)
{
  if (argc <= n + 1)
    return TRUE;
  g_set_error (error, LK_ERROR, LK_ERROR_USAGE,
               "'%s' is one argument too many; '%s --help' tells the usage", argv[n + 1],
               g_get_prgname ());
  return FALSE;
}

char *
lk_options_host (int argc, char **argv, const char *flag, char **path, GError **error)
{
  if (!lk_options_at_most (flag == NULL ? 1 : 0, argc, argv, error))
    return NULL;
  if (flag == NULL && argc < 2) {
    g_set_error (error, LK_ERROR, LK_ERROR_USAGE, "a host is missing; '%s --help' tells the usage",
                 g_get_prgname ());
    return NULL;
  }
  return lk_host_parse (flag == NULL ? argv[1] : flag, path, error);
}
