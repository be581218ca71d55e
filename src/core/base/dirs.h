/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Where ssh finds a host's certificate: its IdentityFile is FOLDER/HOST/KEY in the runtime folder. A folder
 * for each host, so that no host's file name is another one's.
 */
#define LK_CERTIFICATE_FOLDER "certificates"
#define LK_CERTIFICATE_KEY "key"

/** LK_CERTIFICATE_AGENT: the socket of `latchkey agent`, in the runtime folder */
#define LK_CERTIFICATE_AGENT "agent"

/**
 * lk_runtime_dir:
 *
 * The folder for locks and sockets: `$XDG_RUNTIME_DIR/latchkey`, else `/run/user/UID/latchkey`, else
 * `/tmp/latchkey-UID`; in a sandbox `$XDG_RUNTIME_DIR/app/ID/latchkey`. It is made if need be, and is ours alone (mode 0700, our owner, no symlink).
 *
 * Returns: (transfer full): its path; %NULL with %LK_ERROR_CONFIG
 */
char *lk_runtime_dir (GError **error);

/** lk_cache_dir: `$XDG_CACHE_HOME/latchkey`, made if need be; public facts only. Errors as above */
char *lk_cache_dir (GError **error);

/** lk_state_dir: `$XDG_STATE_HOME/latchkey`, made if need be; what must survive. Errors as above */
char *lk_state_dir (GError **error);

G_END_DECLS
