/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sshconfig/file.h"

G_BEGIN_DECLS

/*
 * An option's arguments as one text for the user to edit: what stands on the line, but without quotes for an
 * option that has one argument and nothing else.
 */

/** lk_config_value_text: Returns: (transfer full): the text of a line with an option; %NULL where it is no UTF-8 */
char *lk_config_value_text (const LkConfigFile *file, guint line);

/**
 * lk_config_value_parse:
 * @name: an option, in any case
 * @text: as of lk_config_value_text()
 *
 * Returns: (transfer full): the arguments; %NULL with %LK_ERROR_USAGE where these are none
 */
GStrv lk_config_value_parse (const char *name, const char *text, GError **error);

/**
 * lk_config_value_check:
 * @ssh: the ssh(1) to ask, a name or a path
 * @values: of the option @name
 *
 * Returns: %FALSE with %LK_ERROR_USAGE and ssh's own words where it does not take them
 */
gboolean lk_config_value_check (const char *ssh,
                                const char *name,
                                const char *const *values,
                                GError **error);

/** lk_config_option_names: Returns: (transfer none) (array zero-terminated=1): the options of ssh_config(5), as it spells them */
const char *const *lk_config_option_names (void);

G_END_DECLS
