/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sshconfig/edit.h"

G_BEGIN_DECLS

/** LkCloudflaredForm: the ways in which cloudflared and its guides have had it written (protocol.md section 8) */
typedef enum {
  LK_CLOUDFLARED_PLAIN, /* ProxyCommand cloudflared access ssh --hostname %h */
  LK_CLOUDFLARED_MATCH, /* Match host H exec "cloudflared access ssh-gen --hostname %h" */
  LK_CLOUDFLARED_PIPE,  /* ProxyCommand bash -c '... ssh-gen ...; ssh -tt %r@cfpipe-%h >&2 <&1' */
  LK_CLOUDFLARED_KEY,   /* IdentityFile or CertificateFile ~/.cloudflared/...-cf_key */
} LkCloudflaredForm;

/** LkCloudflaredLine: line @line (from 0) of file number @file of the tree */
typedef struct {
  LkCloudflaredForm form;
  guint file;
  guint line;
} LkCloudflaredLine;

/**
 * lk_cloudflared_find:
 *
 * Returns: (transfer full) (element-type LkCloudflaredLine): the lines that are written for cloudflared,
 *   file by file
 */
GArray *lk_cloudflared_find (const LkConfigTree *tree);

/**
 * LkCloudflaredNew:
 * @program: how the shell calls what takes cloudflared's place
 * @keys: (nullable): the options that name key and certificate for a host with certificates
 * @n_keys: how many
 */
typedef struct {
  const char *program;
  const LkConfigSetting *keys;
  guint n_keys;
} LkCloudflaredNew;

/**
 * lk_cloudflared_migrate:
 *
 * Rewrites every such line: the program's path is replaced and all that follows it stays. Of the form with
 * two blocks, the first one gets a Match block with the keys after it, and what the user added to the
 * second; the second goes.
 *
 * Returns: %FALSE with %LK_ERROR_USAGE
 */
gboolean lk_cloudflared_migrate (LkConfigTree *tree, const LkCloudflaredNew *with, GError **error);

/** lk_cloudflared_is_called: whether a command runs `cloudflared access` */
gboolean lk_cloudflared_is_called (const char *command);

/** lk_cloudflared_is_pipe: whether a Host pattern is the second block's */
gboolean lk_cloudflared_is_pipe (const char *pattern);

G_END_DECLS
