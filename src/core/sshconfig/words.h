/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** LkSpan: bytes within one line: offset from its start and length */
typedef struct {
  guint32 start;
  guint32 length;
} LkSpan;

typedef enum {
  LK_CONFIG_BLANK,
  LK_CONFIG_COMMENT,
  LK_CONFIG_HOST,
  LK_CONFIG_MATCH,
  LK_CONFIG_INCLUDE,
  LK_CONFIG_OPTION,  /* any other keyword, known or not */
  LK_CONFIG_IGNORED, /* OpenSSH skips it without a word: "==Host x", an open quote in the keyword */
} LkConfigKind;

typedef enum {
  LK_CONFIG_SOUND,
  LK_CONFIG_NO_ARGUMENT, /* a keyword alone: OpenSSH refuses the file */
  LK_CONFIG_BAD_QUOTES,  /* a quote that does not end: likewise */
} LkConfigFault;

typedef struct {
  LkSpan span;       /* as written, with its quotes */
  const char *value; /* without quotes and escapes; owned by the LkConfigWords */
} LkConfigWord;

/**
 * LkConfigWords:
 *
 * One line, taken apart as readconf.c and misc.c of OpenSSH 9.2 do it (process_config_line_depth,
 * strdelim, argv_split). Spans count from the line's first byte. A line ends for OpenSSH at a NUL.
 *
 * @args are argv_split's: for `Match` alone they are strdelim's, which knows no backslash and no
 * single quote, removes one pair of double quotes and splits at '='; they end at a word starting with '#' or
 * after an empty one, as match_cfg_line does.
 *
 * @rest is everything from the first argument to the last byte that is no blank: what ProxyCommand,
 * KnownHostsCommand, LocalCommand, RemoteCommand and ProxyJump take as their value, comment signs,
 * quotes and all; leading blanks and '=' are not part of it.
 */
typedef struct {
  LkConfigKind kind;
  LkConfigFault fault;
  LkSpan keyword;   /* as written; length 0 where there is none */
  const char *name; /* the keyword in lower case, "" where there is none */
  LkSpan rest;
  LkSpan comment; /* from '#' to the end where OpenSSH ends the arguments; else length 0 */
  guint n_args;
  LkConfigWord *args;
  /*< private >*/
  char *text;
} LkConfigWords;

/**
 * lk_config_words_split:
 * @line: its bytes; a line ending may be part of it
 * @length: in bytes, at most %G_MAXUINT32
 *
 * Returns: (transfer full): its parts
 */
LkConfigWords *lk_config_words_split (const char *line, gsize length);

void lk_config_words_free (LkConfigWords *words);

/** lk_config_line_kind: the line's kind alone, without allocating */
LkConfigKind lk_config_line_kind (const char *line, gsize length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkConfigWords, lk_config_words_free)

G_END_DECLS
