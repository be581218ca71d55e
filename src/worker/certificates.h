/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The short-lived certificates as `certs` and `status` tell of them.
 */

/**
 * lk_certificates_list:
 * @runtime_dir: where they are kept
 * @agent: (nullable): the socket of the user's ssh-agent
 * @now: what is over by then is removed first, so that nothing of it is told
 *
 * Returns: (transfer full) (element-type LkKept): the certificates
 */
GPtrArray *lk_certificates_list (const char *runtime_dir, const char *agent, gint64 now);

/** lk_certificates_describe: Returns: (transfer floating): an aa{sv} with the members of the JSON */
GVariant *lk_certificates_describe (GPtrArray *list, gint64 now);

/** lk_certificates_append: appends a line for each, with its newline, to @text */
void lk_certificates_append (GPtrArray *list, gint64 now, const char *indent, GString *text);

G_END_DECLS
