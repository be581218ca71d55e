/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sshconfig/file.h"

G_BEGIN_DECLS

/** LkConfigStyle: how the lines around a place are written, so that a new one looks like them */
typedef struct {
  char *indent;
  char *separator; /* between keyword and value: blanks, perhaps with one '=' */
  guint column; /* where the lines align their values (or '='), counted in cells; 0: they do not */
  const char *ending; /* "\n" or "\r\n" */
} LkConfigStyle;

/**
 * lk_config_style_new:
 * @kind: %LK_CONFIG_OPTION for a line inside the block, %LK_CONFIG_HOST for a header
 *
 * Looks at the lines of the block, else at the nearest ones before and then after it.
 *
 * Returns: (transfer full): the style
 */
LkConfigStyle *lk_config_style_new (const LkConfigFile *file, guint block, LkConfigKind kind);

void lk_config_style_free (LkConfigStyle *style);

/**
 * lk_config_style_line:
 * @keyword: as it shall be spelled
 * @values: the arguments, without quotes
 *
 * Returns: (transfer full): the line without its ending; %NULL with %LK_ERROR_USAGE when no line of
 *   a configuration can hold these values
 */
char *lk_config_style_line (const LkConfigStyle *style,
                            const char *keyword,
                            const char *const *values,
                            GError **error);

/**
 * lk_config_style_change:
 * @line: a line that OpenSSH takes
 * @length: in bytes
 * @values: its new arguments, without quotes
 *
 * Replaces no more than the arguments that differ; comment, blanks and the kind of quotes stay.
 *
 * Returns: (transfer full): the new line; %NULL with %LK_ERROR_USAGE as above
 */
char *lk_config_style_change (const char *line,
                              gsize length,
                              const char *const *values,
                              gsize *new_length,
                              GError **error);

/** lk_config_is_raw: whether the option takes the rest of its line as it is; @name is in lower case */
gboolean lk_config_is_raw (const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkConfigStyle, lk_config_style_free)

G_END_DECLS
