/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "config-draft.h"

G_BEGIN_DECLS

/**
 * LkHostOption:
 * @name: as it is spelled
 * @text: (nullable): its value as of lk_config_value_text(), as the user wants it; %NULL where the line
 *   goes, or where it is no text and stays as it is
 * @error: (nullable): why @text cannot be, in a sentence
 * @fixed: whether it is no text
 *
 * An option line of a host's block, or one to come.
 */
typedef struct {
  char *name;
  char *text;
  char *error;
  gboolean fixed;
  /*< private >*/
  char *was; /* NULL for one to come */
  guint line;
} LkHostOption;

/**
 * LkHostDraft:
 *
 * The options of one Host block in a draft of the configuration. Each change goes into the draft at once; what
 * comes into the draft from elsewhere comes into the options. The signal `changed` comes then: the options are
 * other ones.
 */
#define LK_TYPE_HOST_DRAFT (lk_host_draft_get_type ())
G_DECLARE_FINAL_TYPE (LkHostDraft, lk_host_draft, LK, HOST_DRAFT, GObject)

/** lk_host_draft_new: @draft: an open one; @name: of the host */
LkHostDraft *lk_host_draft_new (LkConfigDraft *draft, const char *name);

/** lk_host_draft_find: finds the host's block in the draft as it is; %FALSE where there is none */
gboolean lk_host_draft_find (LkHostDraft *self, LkConfigRef *at);

/** lk_host_draft_list_others: Returns: (transfer full) (nullable): the other names that the block is for, to be shown; %NULL for none */
char *lk_host_draft_list_others (LkHostDraft *self);

/** lk_host_draft_get_options: Returns: (transfer none) (element-type LkHostOption): in the order of their lines, those to come at the end */
GPtrArray *lk_host_draft_get_options (LkHostDraft *self);

/** lk_host_draft_set_text: @text: (nullable): %NULL to remove the line. What cannot be is in the option's @error then */
void lk_host_draft_set_text (LkHostDraft *self, LkHostOption *option, const char *text);

/** lk_host_draft_add: Returns: (transfer none): an option to come */
LkHostOption *lk_host_draft_add (LkHostDraft *self, const char *name, const char *text);

/** lk_host_draft_get_faulty: Returns: (transfer none) (nullable): the first option that cannot be */
const LkHostOption *lk_host_draft_get_faulty (LkHostDraft *self);

/**
 * lk_host_draft_check_async: asks the installed ssh about the configuration and, where it does not take it, about
 *   each option that was changed, whose @error tells then
 */
void lk_host_draft_check_async (LkHostDraft *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);

/** lk_host_draft_check_finish: Returns: as lk_config_draft_check_finish() */
gboolean
lk_host_draft_check_finish (LkHostDraft *self, GAsyncResult *result, char **note, GError **error);

G_END_DECLS
