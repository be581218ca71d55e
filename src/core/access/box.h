/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/secret.h"

G_BEGIN_DECLS

/**
 * LkBox:
 *
 * A fresh X25519 key pair for one login (protocol.md section 3.3), wiped when freed, written nowhere.
 */
typedef struct _LkBox LkBox;

LkBox *lk_box_new (void);
void lk_box_free (LkBox *self);

/** lk_box_get_public: Returns: (transfer full): the public key, base64url with padding */
char *lk_box_get_public (const LkBox *self);

/**
 * lk_box_open:
 * @text: base64 of nonce and box
 * @sender: base64url of the sender's public key
 *
 * Returns: (transfer full): what was sealed for us; %NULL with %LK_ERROR_ACCESS and the reason
 */
LkSecret *
lk_box_open (const LkBox *self, const char *text, gsize length, const char *sender, GError **error);

/**
 * lk_transfer_read:
 * @plain: `{"app_token":…,"org_token":…}`
 * @org_token: (out) (transfer full) (nullable): %NULL when none was sent
 *
 * Returns: %FALSE with %LK_ERROR_ACCESS and the reason
 */
gboolean lk_transfer_read (const LkSecret *plain,
                           LkSecret **app_token,
                           LkSecret **org_token,
                           GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkBox, lk_box_free)

G_END_DECLS
