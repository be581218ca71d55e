/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LkSshReader:
 *
 * A span of bytes in SSH's data types (RFC 4251 section 5) that is read from its front. A read beyond the
 * end gives zeros and spoils the reader for good, so that a parser may read to its end and ask once.
 */
typedef struct {
  const guint8 *data;
  gsize length;
  gboolean spoilt;
} LkSshReader;

/** lk_ssh_reader: Returns: a reader of @data, which must outlive it */
LkSshReader lk_ssh_reader (const void *data, gsize length);

guint8 lk_ssh_read_byte (LkSshReader *reader);
guint32 lk_ssh_read_u32 (LkSshReader *reader);
guint64 lk_ssh_read_u64 (LkSshReader *reader);

/** lk_ssh_read_string: Returns: what the next `string` holds; spoilt where @reader is */
LkSshReader lk_ssh_read_string (LkSshReader *reader);

/** lk_ssh_read_text: Returns: (transfer full): the next `string`; one with a NUL or of over @max bytes spoils */
char *lk_ssh_read_text (LkSshReader *reader, gsize max);

/** lk_ssh_reader_done: Returns: whether every read was good and nothing is left */
gboolean lk_ssh_reader_done (const LkSshReader *reader);

/** lk_ssh_span_is: Returns: whether the unread bytes are those of @text */
gboolean lk_ssh_span_is (const LkSshReader *span, const char *text);

/* Writing, at the end of an array */
void lk_ssh_put_byte (GByteArray *out, guint8 value);
void lk_ssh_put_u32 (GByteArray *out, guint32 value);
void lk_ssh_put_string (GByteArray *out, const void *data, gsize length);
void lk_ssh_put_text (GByteArray *out, const char *text);

/** lk_ssh_put_mpint: a positive number of @length bytes, the highest first */
void lk_ssh_put_mpint (GByteArray *out, const guint8 *number, gsize length);

G_END_DECLS
