/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** LkApplication: wires the session, its models, the window and the desktop together; one per login session */
#define LK_TYPE_APPLICATION (lk_application_get_type ())
G_DECLARE_FINAL_TYPE (LkApplication, lk_application, LK, APPLICATION, GtkApplication)

LkApplication *lk_application_new (void);

G_END_DECLS
