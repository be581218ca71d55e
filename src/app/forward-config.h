/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * LkForwardConfig:
 * @name: what the user calls it; no other has this name
 * @host: the host behind Access that it leads to
 * @listen: the local "HOST:PORT", or the absolute path of a unix socket
 * @at_login: whether it is started with the application
 *
 * A forward as it is saved: a local port or socket that leads to a host.
 */
typedef struct {
  char *name;
  char *host;
  char *listen;
  gboolean at_login;
} LkForwardConfig;

LkForwardConfig *
lk_forward_config_new (const char *name, const char *host, const char *listen, gboolean at_login);
LkForwardConfig *lk_forward_config_copy (const LkForwardConfig *config);
void lk_forward_config_free (LkForwardConfig *config);

/** lk_forward_config_equal: Returns: whether both listen alike and lead to the same */
gboolean lk_forward_config_equal (const LkForwardConfig *one, const LkForwardConfig *two);

/** lk_forward_configs_from_variant: Returns: (transfer full) (element-type LkForwardConfig): of an a(sssb); those with a name of their own */
GPtrArray *lk_forward_configs_from_variant (GVariant *variant);

/** lk_forward_configs_to_variant: Returns: (transfer floating): the same as a(sssb) */
GVariant *lk_forward_configs_to_variant (GPtrArray *configs);

/**
 * lk_forward_listen_parse:
 * @text: what a user says: a port, "HOST:PORT", or a path, perhaps with "unix:" or "~/" before it
 * @lowest: the lowest port that he may listen on
 *
 * A port alone is one of this machine only.
 *
 * Returns: (transfer full): as LkForwardConfig has it; %NULL with %LK_ERROR_USAGE
 */
char *lk_forward_listen_parse (const char *text, guint lowest, GError **error);

/** lk_forward_lowest_port: Returns: the lowest port that this process may listen on */
guint lk_forward_lowest_port (void);

/** lk_forward_listen_is_public: Returns: whether other machines can connect to @listen */
gboolean lk_forward_listen_is_public (const char *listen);

/**
 * lk_forward_config_check_async:
 * @probe: whether nobody may listen at its address now; %FALSE if it is its own
 *
 * Looks whether it can work here.
 */
void lk_forward_config_check_async (const LkForwardConfig *config,
                                    gboolean probe,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);

/** lk_forward_config_check_finish: Returns: (transfer full): the same in the usual spelling; %NULL with an error */
LkForwardConfig *lk_forward_config_check_finish (GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkForwardConfig, lk_forward_config_free)

G_END_DECLS
