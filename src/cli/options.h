/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * lk_options_parse:
 * @entries: the subcommand's options
 * @parameters: what follows them in its usage line
 * @summary: what it does
 * @argc: (inout): the arguments, the subcommand's name first; what is left are the operands
 * @argv: (inout): likewise
 *
 * Parses a subcommand's options with GOption; "--help" prints and exits. A long option may also be
 * written with one dash, as today's client allows. Operands end the options where @stop_early.
 *
 * Returns: %FALSE with %LK_ERROR_USAGE
 */
gboolean lk_options_parse (const GOptionEntry *entries,
                           const char *parameters,
                           const char *summary,
                           gboolean stop_early,
                           int *argc,
                           char ***argv,
                           GError **error);

/** lk_options_at_most: Returns: %FALSE with %LK_ERROR_USAGE when more than @n arguments are left */
gboolean lk_options_at_most (int n, int argc, char **argv, GError **error);

/**
 * lk_options_host:
 * @argc: what lk_options_parse() left
 * @argv: likewise
 * @flag: (nullable): the host, if an option named it
 * @path: (out) (optional) (transfer full): the path of a URL, at least "/"
 *
 * The one host that a subcommand is about: an option's value or the only operand.
 *
 * Returns: (transfer full): a canonical host name; %NULL with %LK_ERROR_USAGE
 */
char *lk_options_host (int argc, char **argv, const char *flag, char **path, GError **error);

G_END_DECLS
