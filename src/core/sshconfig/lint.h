/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sshconfig/edit.h"

G_BEGIN_DECLS

typedef enum {
  LK_FINDING_INCLUDE,     /* a file that is not read; LkConfigProblem */
  LK_FINDING_REFUSED,     /* a line for which ssh refuses the whole configuration */
  LK_FINDING_UNREACHABLE, /* a block that is for no host */
  LK_FINDING_NEVER_WINS,  /* an option that another line sets before, for all of its hosts */
  LK_FINDING_DUPLICATE,   /* a name that an earlier Host line has, too */
  LK_FINDING_FILE,        /* a key or certificate that is not there */
  LK_FINDING_PROGRAM,     /* a ProxyCommand that calls what is not there */
  LK_FINDING_MODE,        /* a file that ssh refuses, because others may write or read it */
  LK_FINDING_SECRET,      /* a secret in a command line */
  LK_FINDING_LEFTOVER,    /* a line written for cloudflared that is known to do harm */
} LkFindingKind;

/**
 * LkFinding:
 * @file: number of the file
 * @line: from 0; 0 for what is wrong with the whole file
 * @text: a sentence for the user
 * @path: (nullable): the file whose mode is wrong
 * @unwanted: the bits of its mode that it must not have
 * @fixable: whether lk_lint_fix() can mend it
 */
typedef struct {
  LkFindingKind kind;
  guint file;
  guint line;
  char *text;
  char *path;
  guint unwanted;
  gboolean fixable;
} LkFinding;

void lk_finding_free (LkFinding *finding);

/** lk_finding_kind_name: Returns: (transfer none): the kind in one word, for programs */
const char *lk_finding_kind_name (LkFindingKind kind);

/**
 * lk_lint:
 * @home: the user's home folder, for "~"
 *
 * Looks for mistakes. Nothing is run.
 *
 * Returns: (transfer full) (element-type LkFinding): what there is, file by file and line by line
 */
GPtrArray *lk_lint (const LkConfigTree *tree, const char *home);

/**
 * lk_lint_fix:
 * @findings: of this tree as it is
 * @program: how the shell calls `latchkey`
 *
 * Mends what can be without changing what ssh does for any host: lines that never count go, a path of
 * `latchkey` that leads nowhere is replaced. Modes are not part of the tree: lk_lint_fix_modes().
 *
 * Returns: %FALSE with %LK_ERROR_USAGE
 */
gboolean lk_lint_fix (LkConfigTree *tree, GPtrArray *findings, const char *program, GError **error);

/** lk_lint_fix_modes: takes from others what ssh does not want them to have; %FALSE with %LK_ERROR_CONFIG */
gboolean lk_lint_fix_modes (GPtrArray *findings, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkFinding, lk_finding_free)

G_END_DECLS
