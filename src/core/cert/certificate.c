/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cert/certificate.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <openssl/evp.h>

#include "base/error.h"
#include "cert/key.h"
#include "cert/wire.h"

#define KEY_ID_MAX 1024
#define NAME_MAX_LENGTH 256
#define PRINCIPALS_MAX 256
#define TYPE_USER 1

static gboolean
refuse (GError **error, const char *why)
{
  g_set_error (
      error, LK_ERROR, LK_ERROR_ACCESS,
      _ ("what was signed is not a certificate that ssh can use (%s); tell the administrator "
         "of the Access application"),
      why);
  return FALSE;
}

static char *
read_printable (LkSshReader *reader, gsize max)
{
  g_autofree char *text = lk_ssh_read_text (reader, max);

  return lk_printable (text, -1);
}

static void
read_principals (LkSshReader *reader, LkCertificate *certificate)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  LkSshReader list = lk_ssh_read_string (reader);

  while (!list.spoilt && list.length > 0 && names->len < PRINCIPALS_MAX)
    g_ptr_array_add (names, read_printable (&list, NAME_MAX_LENGTH));
  if (!lk_ssh_reader_done (&list))
    reader->spoilt = TRUE;
  g_ptr_array_add (names, NULL);
  certificate->principals = (char **) g_ptr_array_free (g_steal_pointer (&names), FALSE);
}

static gint64
read_time (LkSshReader *reader)
{
  guint64 time = lk_ssh_read_u64 (reader);

  return (gint64) MIN (time, (guint64) G_MAXINT64);
}

/* curve and point are a part of the certificate and all of the key. */
static void
read_key (LkSshReader *reader, LkCertificate *certificate)
{
  GByteArray *blob = g_byte_array_new ();
  LkSshReader curve = lk_ssh_read_string (reader);
  LkSshReader point = lk_ssh_read_string (reader);

  if (!lk_ssh_span_is (&curve, LK_KEY_CURVE))
    reader->spoilt = TRUE;
  lk_ssh_put_text (blob, LK_KEY_TYPE);
  lk_ssh_put_text (blob, LK_KEY_CURVE);
  lk_ssh_put_string (blob, point.data, point.length);
  certificate->key_blob = g_byte_array_free_to_bytes (blob);
}

static void
read_authority (LkSshReader *reader, LkCertificate *certificate)
{
  LkSshReader key = lk_ssh_read_string (reader);
  guint8 digest[EVP_MAX_MD_SIZE];
  unsigned int length = 0;

  if (key.length == 0 || !EVP_Digest (key.data, key.length, digest, &length, EVP_sha256 (), NULL))
    reader->spoilt = TRUE;

  g_autofree char *text = g_base64_encode (digest, length);
  certificate->authority = g_strconcat ("SHA256:", g_strdelimit (text, "=", '\0'), NULL);
}

/* Everything after the type's name. Returns: the certificate's own type */
static guint32
read_body (LkSshReader *reader, LkCertificate *certificate)
{
  guint32 type;

  lk_ssh_read_string (reader); /* nonce */
  read_key (reader, certificate);
  certificate->serial = lk_ssh_read_u64 (reader);
  type = lk_ssh_read_u32 (reader);
  certificate->key_id = read_printable (reader, KEY_ID_MAX);
  read_principals (reader, certificate);
  certificate->valid_after = read_time (reader);
  certificate->valid_before = read_time (reader);
  lk_ssh_read_string (reader); /* critical options */
  lk_ssh_read_string (reader); /* extensions */
  lk_ssh_read_string (reader); /* reserved */
  read_authority (reader, certificate);
  lk_ssh_read_string (reader); /* signature */
  return type;
}

LkCertificate *
lk_certificate_parse (GBytes *blob, GError **error)
{
  g_autoptr (LkCertificate) certificate = g_new0 (LkCertificate, 1);
  gsize length;
  const void *data = g_bytes_get_data (blob, &length);
  LkSshReader reader = lk_ssh_reader (data, MIN (length, LK_CERTIFICATE_MAX));
  LkSshReader name = lk_ssh_read_string (&reader);
  gboolean ok;

  if (!lk_ssh_span_is (&name, LK_CERTIFICATE_TYPE)) {
    refuse (error, _ ("it is of another type"));
    return NULL;
  }
  certificate->blob = g_bytes_ref (blob);
  guint32 type = read_body (&reader, certificate);
  if (!lk_ssh_reader_done (&reader))
    ok = refuse (error, _ ("it is malformed"));
  else if (type != TYPE_USER)
    ok = refuse (error, _ ("it is for hosts, not for users"));
  else if (certificate->principals[0] == NULL)
    ok = refuse (error, _ ("it names no user"));
  else if (certificate->valid_before <= certificate->valid_after)
    ok = refuse (error, _ ("it ends before it begins"));
  else
    ok = TRUE;
  return ok ? g_steal_pointer (&certificate) : NULL;
}

LkCertificate *
lk_certificate_parse_line (const char *line, gsize length, GError **error)
{
  static const char type[] = LK_CERTIFICATE_TYPE " ";
  const gsize skip = sizeof type - 1;
  gsize size = 0, decoded;
  g_autofree char *text = NULL;

  if (length > LK_CERTIFICATE_MAX || length < skip || memcmp (line, type, skip) != 0) {
    refuse (error, _ ("it is of another type"));
    return NULL;
  }
  while (skip + size < length && memchr (" \t\r\n", line[skip + size], 4) == NULL)
    size++;
  text = g_strndup (line + skip, size);

  guint8 *data = g_base64_decode (text, &decoded);
  g_autoptr (GBytes) blob = g_bytes_new_take (data, decoded);
  return lk_certificate_parse (blob, error);
}

void
lk_certificate_free (LkCertificate *certificate)
{
  g_clear_pointer (&certificate->blob, g_bytes_unref);
  g_clear_pointer (&certificate->key_blob, g_bytes_unref);
  g_free (certificate->key_id);
  g_strfreev (certificate->principals);
  g_free (certificate->authority);
  g_free (certificate);
}

char *
lk_certificate_line (const LkCertificate *certificate)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (certificate->blob, &length);
  g_autofree char *text = g_base64_encode (data, length);

  return g_strconcat (LK_CERTIFICATE_TYPE " ", text, NULL);
}

gint64
lk_certificate_renew_at (const LkCertificate *certificate)
{
  gint64 life = certificate->valid_before - certificate->valid_after;

  return certificate->valid_before - CLAMP (life / 10, 5, 60);
}

char *
lk_certificate_advise_user (const char *const *principals, const char *user)
{
  g_autofree char *names = NULL;

  if (principals[0] == NULL || g_strv_contains (principals, user))
    return NULL;
  names = g_strjoinv ("' or '", (char **) principals);
  return g_strdup_printf (
      _ ("the certificate is for the user '%s', and ssh logs in as '%s'; if that is "
         "denied, put 'User %s' into the host's lines of ~/.ssh/config"),
      names, user, principals[0]);
}
