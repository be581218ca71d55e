/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "wire.h"

#include "base/io.h"

gboolean
lk_wire_send (int fd, GVariant *message, const LkSecret *secret, GError **error)
{
  g_autoptr (GVariant) variant = g_variant_ref_sink (message);
  guint32 lengths[2] = {(guint32) g_variant_get_size (variant),
                        secret == NULL ? 0 : (guint32) lk_secret_length (secret)};

  g_return_val_if_fail (g_variant_is_of_type (variant, G_VARIANT_TYPE_VARDICT), FALSE);

  return lk_write_full (fd, lengths, sizeof lengths, error) &&
         lk_write_full (fd, g_variant_get_data (variant), lengths[0], error) &&
         (secret == NULL || lk_write_full (fd, lk_secret_text (secret), lengths[1], error));
}

static LkSecret *
receive_secret (int fd, guint32 length, GError **error)
{
  g_autofree char *buffer = g_malloc (length);
  LkSecret *secret = NULL;

  if (lk_read_full (fd, buffer, length, error))
    secret = lk_secret_new (buffer, length);
  lk_wipe (buffer, length);
  return secret;
}

GVariant *
lk_wire_receive (int fd, LkSecret **secret, GError **error)
{
  g_autoptr (LkSecret) beside = NULL;
  g_autoptr (GVariant) message = NULL;
  g_autofree char *data = NULL;
  guint32 lengths[2];

  if (!lk_read_full (fd, lengths, sizeof lengths, error))
    return NULL;
  if (lengths[0] > LK_WIRE_MAX || lengths[1] > LK_WIRE_MAX) {
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "message too large");
    return NULL;
  }
  data = g_malloc (lengths[0] + 1);
  if (!lk_read_full (fd, data, lengths[0], error))
    return NULL;
  if (lengths[1] > 0 && (beside = receive_secret (fd, lengths[1], error)) == NULL)
    return NULL;

  gpointer owned = g_steal_pointer (&data);
  message = g_variant_ref_sink (
      g_variant_new_from_data (G_VARIANT_TYPE_VARDICT, owned, lengths[0], FALSE, g_free, owned));
  if (!g_variant_is_normal_form (message)) {
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "malformed message");
    return NULL;
  }
  if (secret != NULL)
    *secret = g_steal_pointer (&beside);
  return g_steal_pointer (&message);
}

const char *
lk_wire_text (GVariant *message, const char *key)
{
  const char *text = NULL;

  g_variant_lookup (message, key, "&s", &text);
  return text;
}

gboolean
lk_wire_flag (GVariant *message, const char *key)
{
  gboolean flag = FALSE;

  g_variant_lookup (message, key, "b", &flag);
  return flag;
}

gint64
lk_wire_number (GVariant *message, const char *key)
{
  gint64 number = 0;

  g_variant_lookup (message, key, "x", &number);
  return number;
}
