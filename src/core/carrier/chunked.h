/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * lk_chunked_decode:
 * @body: (inout): what was received of a body in the chunked coding (RFC 9112 section 7.1)
 *
 * Takes the coding off, in place, as far as it goes: the content up to the end, or to the last byte
 * received, or to the first mistake.
 *
 * Returns: whether the body is complete
 */
gboolean lk_chunked_decode (GByteArray *body);

G_END_DECLS
