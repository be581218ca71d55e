/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "session/session.h"

G_BEGIN_DECLS

/** LkProbedCertificate: whether the team signs short-lived certificates for a host */
typedef enum {
  LK_PROBED_UNKNOWN, /* nobody is logged in, or it could not be asked */
  LK_PROBED_NONE,    /* there is no authority for the application */
  LK_PROBED_SIGNED,
} LkProbedCertificate;

/**
 * LkHostProbe:
 *
 * What can be found out about a host that somebody names, without asking him anything: the application
 * before it, its team and, where a session of that team exists, whether it signs certificates. The key
 * that is signed for that is thrown away.
 */
#define LK_TYPE_HOST_PROBE (lk_host_probe_get_type ())
G_DECLARE_FINAL_TYPE (LkHostProbe, lk_host_probe, LK, HOST_PROBE, GObject)

/** lk_host_probe_new: @host: canonical (lk_host_parse()) */
LkHostProbe *lk_host_probe_new (LkSession *session, const char *host);

/** lk_host_probe_run_async: once in a probe's life; takes seconds at the most */
void lk_host_probe_run_async (LkHostProbe *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);

/** lk_host_probe_run_finish: Returns: %FALSE with an error of any layer, where ssh could not reach the host through Access */
gboolean lk_host_probe_run_finish (LkHostProbe *self, GAsyncResult *result, GError **error);

const char *lk_host_probe_get_host (LkHostProbe *self);

LkProbedCertificate lk_host_probe_get_certificate (LkHostProbe *self);

/** lk_host_probe_describe: Returns: (transfer full): what was found, in sentences for the user */
char *lk_host_probe_describe (LkHostProbe *self);

G_END_DECLS
