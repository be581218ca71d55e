/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hosts.h"
#include "sshconfig/save.h"

G_BEGIN_DECLS

void lk_hosts_print_bytes (GBytes *bytes);

/** lk_hosts_print_changes: as unified diffs */
void lk_hosts_print_changes (GPtrArray *changes);

/** lk_hosts_write_undo: takes a change back, or shows what that would do with --dry-run */
gboolean lk_hosts_write_undo (const LkHosts *hosts, guint number, GError **error);

G_END_DECLS
