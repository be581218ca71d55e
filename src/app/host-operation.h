/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "sshconfig/edit.h"

G_BEGIN_DECLS

typedef enum {
  LK_HOST_RENAME,
  LK_HOST_DUPLICATE,
  LK_HOST_MOVE_UP,   /* before the block that comes before it in its file */
  LK_HOST_MOVE_DOWN, /* after the one that comes after it */
  LK_HOST_MOVE_TO,   /* to the end of another file */
  LK_HOST_REMOVE,
} LkHostOperationKind;

/**
 * LkHostOperation:
 * @name: of the host
 * @to: (nullable): the new name, or the path of the file
 *
 * What can be done with a host's block as a whole.
 */
typedef struct {
  LkHostOperationKind kind;
  const char *name;
  const char *to;
} LkHostOperation;

/** lk_host_operation_edit: an LkConfigEdit; @data: the LkHostOperation */
gboolean lk_host_operation_edit (LkConfigTree *tree, gpointer data, GError **error);

/** lk_host_operation_reason: Returns: (transfer full): what is done, for the history */
char *lk_host_operation_reason (const LkHostOperation *operation);

/** lk_host_operation_title: Returns: (transfer full): the same for the user, in his language */
char *lk_host_operation_title (const LkHostOperation *operation);

/** lk_host_operation_list_files: fills @menu with the other files of the tree; @action gets the path as a bytestring */
void lk_host_operation_list_files (const LkConfigTree *tree,
                                   const char *name,
                                   const char *action,
                                   GMenu *menu);

G_END_DECLS
