/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * lk_libexec_find:
 * @name: one of our programs that users do not call themselves
 * @folder: where a build has it, from the folder of `latchkey`
 *
 * Returns: (transfer full): its path: beside this program where it runs from a build or a moved
 *   installation, else where it was installed
 */
char *lk_libexec_find (const char *name, const char *folder);

/**
 * lk_libexec_run:
 * @argv: its arguments, argv[0] among them
 *
 * Becomes the program that lk_libexec_find() finds.
 *
 * Returns: an exit code, only if it cannot be run; this has been reported
 */
int lk_libexec_run (const char *name, const char *folder, char **argv);

G_END_DECLS
