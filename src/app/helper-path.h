/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** lk_helper_path: Returns: (transfer full): `latchkey` beside this program, as installed or as built; else whichever the user would get */
char *lk_helper_path (void);

G_END_DECLS
