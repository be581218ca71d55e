/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sshconfig/tree.h"

/**
 * LkTestShape:
 * @name: what it is, and in which variation
 * @base: what it is a variation of; itself for one as it stands in the corpus
 * @bytes: the configuration
 * @same: whether OpenSSH reads the same from it as from @base
 */
typedef struct _LkTestShape LkTestShape;
struct _LkTestShape {
  char *name;
  const LkTestShape *base;
  GBytes *bytes;
  gboolean same;
};

/** lk_test_corpus: (element-type LkTestShape): each shape of the files in corpus/, in each variation */
GPtrArray *lk_test_corpus (void);

/** lk_test_shape_tree: a tree of this one file, which is nowhere on the disk */
LkConfigTree *lk_test_shape_tree (const LkTestShape *shape);
