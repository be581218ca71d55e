/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * lk_host_parse:
 * @text: what a user gave where a host is meant: "ssh.example.com" or "https://ssh.example.com/path"
 * @path: (out) (optional) (transfer full): the path of the URL, at least "/"
 *
 * Makes the one spelling of a host name that everything else compares: lower case, IDNA, no final dot.
 * A port is refused unless it is 443, an address in numbers and every other scheme than https always.
 *
 * Returns: (transfer full): the host; %NULL with %LK_ERROR_USAGE
 */
char *lk_host_parse (const char *text, char **path, GError **error);

/** lk_host_is_canonical: Returns: whether @text is a name just as lk_host_parse() gives it */
gboolean lk_host_is_canonical (const char *text);

G_END_DECLS
