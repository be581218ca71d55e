/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sshconfig/edit.h"

/** lk_test_folder: a new temporary folder */
char *lk_test_folder (void);

/** lk_test_remove: removes a folder and what is in it, and frees its name */
void lk_test_remove (char *folder);

/** lk_test_put: writes FOLDER/NAME, of any bytes if @length is not negative */
void lk_test_put (const char *folder, const char *name, const char *text, gssize length);

/** lk_test_read: reads the tree of FOLDER/config, relative names in FOLDER */
LkConfigTree *lk_test_read (const char *folder);

/** lk_test_text: the file's bytes as it is in the tree, NUL-terminated */
char *lk_test_text (const LkConfigTree *tree, guint file);

/** lk_test_from: a tree of one file with this text, which is nowhere on the disk */
LkConfigTree *lk_test_from (const char *text);

/** lk_test_find: the block of a host that exists */
LkConfigRef lk_test_find (const LkConfigTree *tree, const char *name);
