/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "carrier/frame.h"

#include <string.h>

#include "base/error.h"

/* Decodes all of it in pieces of @step bytes. Returns what came, as text: "data:…", "ping:…" */
static char *
decode_all (const guint8 *input, gsize length, gsize step, GError **error)
{
  static const char *const names[] = {"none", "", "ping:", "pong:", "close:"};
  g_autoptr (GString) all = g_string_new (NULL);
  LkFrameDecoder decoder = {0};

  for (gsize at = 0; at < length; at += step) {
    gsize end = MIN (at + step, length), used;

    for (gsize from = at;; from += used) {
      LkFrameEvent event;

      if (!lk_frame_decode (&decoder, input + from, end - from, &used, &event, error))
        return NULL;
      if (event.kind == LK_FRAME_EVENT_NONE)
        break;
      g_string_append (all, names[event.kind]);
      g_string_append_len (all, (const char *) event.data, (gssize) event.length);
      if (event.kind != LK_FRAME_EVENT_DATA)
        g_string_append_c (all, ';');
    }
  }
  if (!lk_frame_at_boundary (&decoder))
    g_string_append (all, "...");
  return g_string_free (g_steal_pointer (&all), FALSE);
}

/* RFC 6455 section 5.7 */
static void
test_vectors (void)
{
  static const guint8 mask[] = {0x37, 0xfa, 0x21, 0x3d};
  static const guint8 masked[] = {0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58};
  static const guint8 pong[] = {0x8a, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58};
  static const struct {
    guint8 bytes[16];
    gsize length;
    const char *result;
  } frames[] = {
      {{0x81, 0x05, 'H', 'e', 'l', 'l', 'o'}, 7, "Hello"},
      {{0x01, 0x03, 'H', 'e', 'l', 0x80, 0x02, 'l', 'o'}, 9, "Hello"},
      {{0x01, 0x03, 'H', 'e', 'l', 0x89, 0x01, '!', 0x80, 0x02, 'l', 'o'}, 12, "Helping:!;lo"},
      {{0x89, 0x05, 'H', 'e', 'l', 'l', 'o'}, 7, "ping:Hello;"},
      {{0x82, 0x00, 0x8a, 0x00, 0x88, 0x00}, 6, "pong:;close:;"},
      {{0x02, 0x01, 'H'}, 3, "H..."},
      {{0x82, 0x02, 'H'}, 3, "H..."},
      {{0x82}, 1, "..."},
  };
  guint8 out[64];

  g_assert_cmpmem (out, lk_frame_encode (out, LK_FRAME_TEXT, mask, "Hello", 5), masked,
                   sizeof masked);
  g_assert_cmpmem (out, lk_frame_encode (out, LK_FRAME_PONG, mask, "Hello", 5), pong, sizeof pong);
  for (gsize i = 0; i < G_N_ELEMENTS (frames); i++) {
    for (gsize step = 1; step <= frames[i].length; step++) {
      g_autoptr (GError) error = NULL;
      g_autofree char *result = decode_all (frames[i].bytes, frames[i].length, step, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (result, ==, frames[i].result);
    }
  }
}

static void
test_refused (void)
{
  static const struct {
    guint8 bytes[16];
    gsize length;
  } frames[] = {
      {{0xc2, 0x00}, 2},             /* a reserved bit */
      {{0x92, 0x00}, 2},             /* another */
      {{0x82, 0x80, 1, 2, 3, 4}, 6}, /* masked */
      {{0x83, 0x00}, 2},             /* unknown opcodes */
      {{0x8b, 0x00}, 2},
      {{0x80, 0x00}, 2},                         /* a continuation of nothing */
      {{0x02, 0x01, 'x', 0x82, 0x00}, 5},        /* a message in a message */
      {{0x82, 0x00, 0x80, 0x00}, 4},             /* a continuation too many */
      {{0x09, 0x00}, 2},                         /* a fragmented ping */
      {{0x89, 126, 0x00, 126}, 4},               /* too long a ping */
      {{0x88, 127, 0, 0, 0, 0, 0, 1, 0, 0}, 10}, /* too long a close */
      {{0x82, 126, 0x00, 125}, 4},               /* lengths not in their shortest form */
      {{0x82, 127, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 10},
      {{0x82, 127, 0x80, 0, 0, 0, 0, 1, 0, 0}, 10}, /* the highest bit of a length */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (frames); i++) {
    for (gsize step = 1; step <= frames[i].length; step++) {
      g_autoptr (GError) error = NULL;

      g_assert_null (decode_all (frames[i].bytes, frames[i].length, step, &error));
      g_assert_error (error, LK_ERROR, LK_ERROR_TUNNEL);
    }
  }
}

/* A 64-bit length is announced and streamed; nothing is put together. */
static void
test_huge (void)
{
  static const guint8 head[] = {0x82, 127, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
  static guint8 block[65536];
  LkFrameDecoder decoder = {0};
  LkFrameEvent event;
  gsize used;

  g_assert_true (lk_frame_decode (&decoder, head, sizeof head, &used, &event, NULL));
  g_assert_cmpint (event.kind, ==, LK_FRAME_EVENT_NONE);
  for (int i = 0; i < 100; i++) {
    g_assert_true (lk_frame_decode (&decoder, block, sizeof block, &used, &event, NULL));
    g_assert_cmpint (event.kind, ==, LK_FRAME_EVENT_DATA);
    g_assert_true (event.data == block && event.length == sizeof block && used == sizeof block);
  }
  g_assert_false (lk_frame_at_boundary (&decoder));
}

/* What is encoded, with every length, is what a server unmasks. */
static void
test_lengths (void)
{
  static const guint8 mask[] = {0xde, 0xad, 0xbe, 0xef};
  g_autofree guint8 *payload = g_malloc (LK_FRAME_PAYLOAD_MAX);
  g_autofree guint8 *out = g_malloc (LK_FRAME_PAYLOAD_MAX + LK_FRAME_OVERHEAD);

  for (gsize i = 0; i < LK_FRAME_PAYLOAD_MAX; i++)
    payload[i] = (guint8) (i * 7 + i / 256);
  for (gsize length = 0; length <= LK_FRAME_PAYLOAD_MAX; length += length < 300 ? 1 : 127) {
    gsize n = lk_frame_encode (out, LK_FRAME_BINARY, mask, payload, length);
    gsize head = length < 126 ? 6 : 8;

    g_assert_cmpuint (n, ==, head + length);
    g_assert_cmphex (out[0], ==, 0x82);
    g_assert_cmpuint (out[1], ==, 0x80 | (length < 126 ? length : 126));
    if (head == 8)
      g_assert_cmpuint ((gsize) out[2] << 8 | out[3], ==, length);
    g_assert_cmpmem (out + head - 4, 4, mask, 4);
    for (gsize i = 0; i < length; i++)
      g_assert_cmphex (out[head + i] ^ mask[i % 4], ==, payload[i]);
  }
}

static void
test_close_codes (void)
{
  static const guint good[] = {1000, 1001, 1003, 1007, 1008, 1014, 3000, 4999};
  static const guint bad[] = {0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535};
  const LkFrameEvent none = {LK_FRAME_EVENT_CLOSE, NULL, 0};
  const LkFrameEvent half = {LK_FRAME_EVENT_CLOSE, (const guint8 *) "\003", 1};
  guint code;

  g_assert_true (lk_frame_close_code (&none, &code, NULL));
  g_assert_cmpuint (code, ==, 1005);
  g_assert_false (lk_frame_close_code (&half, &code, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (good) + G_N_ELEMENTS (bad); i++) {
    gboolean ok = i < G_N_ELEMENTS (good);
    guint sent = ok ? good[i] : bad[i - G_N_ELEMENTS (good)];
    const guint8 payload[] = {(guint8) (sent >> 8), (guint8) sent, 'x'};
    const LkFrameEvent event = {LK_FRAME_EVENT_CLOSE, payload, sizeof payload};

    g_assert_cmpint (lk_frame_close_code (&event, &code, NULL), ==, ok);
    g_assert_cmpuint (code, ==, sent);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/frame/vectors", test_vectors);
  g_test_add_func ("/frame/refused", test_refused);
  g_test_add_func ("/frame/huge", test_huge);
  g_test_add_func ("/frame/lengths", test_lengths);
  g_test_add_func ("/frame/close-codes", test_close_codes);
  return g_test_run ();
}
