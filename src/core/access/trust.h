/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * LkTrust:
 *
 * The system's trusted authorities and those of one more file, which is read only when the system knows
 * no issuer: it may be a large bundle.
 */
#define LK_TYPE_TRUST (lk_trust_get_type ())
G_DECLARE_FINAL_TYPE (LkTrust, lk_trust, LK, TRUST, GTlsDatabase)

/** lk_trust_new: Returns: (transfer full): the system's trust plus @file, an absolute or relative path */
GTlsDatabase *lk_trust_new (const char *file);

G_END_DECLS
