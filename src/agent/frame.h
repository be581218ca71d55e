/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Messages of the ssh-agent protocol on a stream, without their lengths. These block. */

/** lk_frame_read: Returns: (transfer full) (nullable): a message; %NULL at the end, or when it is empty or too long */
GBytes *lk_frame_read (GIOStream *stream);

/** lk_frame_write: Returns: whether it went out */
gboolean lk_frame_write (GIOStream *stream, GBytes *message);

/** lk_frame_ask: Returns: (transfer full) (nullable): the reply to @message; %NULL when @stream (nullable) gives none */
GBytes *lk_frame_ask (GIOStream *stream, GBytes *message);

G_END_DECLS
