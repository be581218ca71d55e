/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/** lk_test_hosts: what the random configurations are about; ends with NULL */
extern const char *const lk_test_hosts[];

/**
 * lk_test_random_tree: writes FOLDER/config and files that it includes, with blocks and options of every kind
 * @mistakes: of a hundred lines, how many ssh refuses
 */
void lk_test_random_tree (const char *folder, int mistakes);

/** lk_test_ssh: what the real `ssh -G` prints; NULL when it refuses */
char *lk_test_ssh (const char *config, const char *host, const char *user);
