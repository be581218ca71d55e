/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hosts-model.h"
#include "logins.h"

G_BEGIN_DECLS

/**
 * LkService:
 *
 * org.latchkey.Latchkey1 on the session bus, as data/org.latchkey.Latchkey1.xml describes it. It is there
 * before the application's name is, answers a sign of life at once, and serves requests as soon as the
 * models are there.
 */
#define LK_TYPE_SERVICE (lk_service_get_type ())
G_DECLARE_FINAL_TYPE (LkService, lk_service, LK, SERVICE, GObject)

/** lk_service_new: @application: (transfer none): held while there are requests; it outlives the service */
LkService *lk_service_new (GApplication *application, const char *version);

/** lk_service_export: Returns: %FALSE with an error of g_dbus_interface_skeleton_export() */
gboolean
lk_service_export (LkService *self, GDBusConnection *connection, const char *path, GError **error);
void lk_service_unexport (LkService *self);

/** lk_service_serve: begins to serve requests with these models */
void lk_service_serve (LkService *self,
                       LkLogins *logins,
                       LkSessionsModel *sessions,
                       LkHostsModel *hosts);

/** lk_service_fail: there will be no models; answers all requests with @error, also those to come */
void lk_service_fail (LkService *self, const GError *error);

/** lk_service_stop: answers what is under way with Error.Cancelled: who asked goes on alone */
void lk_service_stop (LkService *self);

G_END_DECLS
