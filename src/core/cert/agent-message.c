/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cert/agent-message.h"

#include <string.h>

#include "base/error.h"
#include "cert/wire.h"

/* Section 6 of the draft */
enum {
  FAILURE = 5,
  SUCCESS = 6,
  REQUEST_IDENTITIES = 11,
  IDENTITIES_ANSWER = 12,
  SIGN_REQUEST = 13,
  REMOVE_IDENTITY = 18,
  ADD_ID_CONSTRAINED = 25,
  EXTENSION = 27,
};
#define CONSTRAIN_LIFETIME 1

#define IDENTITIES_MAX 2048

/* @room: so much that the array never moves, and no copy of a key stays behind. */
static GByteArray *
begin (guint8 type, gsize room)
{
  GByteArray *message = g_byte_array_sized_new ((guint) room + 256);

  lk_ssh_put_u32 (message, 0);
  lk_ssh_put_byte (message, type);
  return message;
}

static LkSecret *
end (GByteArray *message)
{
  guint32 length = GUINT32_TO_BE (message->len - 4);
  LkSecret *secret;

  memcpy (message->data, &length, sizeof length);
  secret = lk_secret_new (message->data, (gssize) message->len);
  lk_wipe (message->data, message->len);
  g_byte_array_unref (message);
  return secret;
}

LkSecret *
lk_agent_list (void)
{
  return end (begin (REQUEST_IDENTITIES, 0));
}

LkSecret *
lk_agent_add (const LkKeyPair *pair,
              const LkCertificate *certificate,
              const char *comment,
              guint32 lifetime)
{
  guint8 scalar[LK_KEY_SCALAR_SIZE];
  gsize length;
  const void *blob = g_bytes_get_data (certificate->blob, &length);
  GByteArray *message = begin (ADD_ID_CONSTRAINED, length + strlen (comment));

  lk_ssh_put_text (message, LK_CERTIFICATE_TYPE);
  lk_ssh_put_string (message, blob, length);
  lk_key_pair_get_scalar (pair, scalar);
  lk_ssh_put_mpint (message, scalar, sizeof scalar);
  lk_wipe (scalar, sizeof scalar);
  lk_ssh_put_text (message, comment);
  lk_ssh_put_byte (message, CONSTRAIN_LIFETIME);
  lk_ssh_put_u32 (message, lifetime);
  return end (message);
}

LkSecret *
lk_agent_remove (GBytes *blob)
{
  gsize length;
  const void *data = g_bytes_get_data (blob, &length);
  GByteArray *message = begin (REMOVE_IDENTITY, length);

  lk_ssh_put_string (message, data, length);
  return end (message);
}

void
lk_agent_identity_free (LkAgentIdentity *identity)
{
  g_bytes_unref (identity->blob);
  g_free (identity->comment);
  g_free (identity);
}

static LkAgentIdentity *
read_identity (LkSshReader *reader)
{
  LkAgentIdentity *identity = g_new0 (LkAgentIdentity, 1);
  LkSshReader blob = lk_ssh_read_string (reader);
  LkSshReader comment = lk_ssh_read_string (reader);

  identity->blob = g_bytes_new (blob.data, blob.length);
  identity->comment = lk_printable ((const char *) comment.data, (gssize) comment.length);
  return identity;
}

GPtrArray *
lk_agent_read_identities (const void *reply, gsize length)
{
  g_autoptr (GPtrArray) identities =
      g_ptr_array_new_with_free_func ((GDestroyNotify) lk_agent_identity_free);
  LkSshReader reader = lk_ssh_reader (reply, length);

  if (length > LK_AGENT_MESSAGE_MAX || lk_ssh_read_byte (&reader) != IDENTITIES_ANSWER)
    return NULL;

  guint32 count = lk_ssh_read_u32 (&reader);

  if (count > IDENTITIES_MAX)
    return NULL;
  for (guint32 i = 0; i < count && !reader.spoilt; i++)
    g_ptr_array_add (identities, read_identity (&reader));
  return lk_ssh_reader_done (&reader) ? g_steal_pointer (&identities) : NULL;
}

gboolean
lk_agent_read_success (const void *reply, gsize length)
{
  LkSshReader reader = lk_ssh_reader (reply, length);

  return lk_ssh_read_byte (&reader) == SUCCESS && lk_ssh_reader_done (&reader);
}

LkAgentRequest
lk_agent_read_request (const void *request, gsize length, GBytes **blob)
{
  LkSshReader reader = lk_ssh_reader (request, length);
  guint8 type = lk_ssh_read_byte (&reader);
  LkSshReader first;

  *blob = NULL;
  if (type == REQUEST_IDENTITIES)
    return lk_ssh_reader_done (&reader) ? LK_AGENT_REQUEST_LIST : LK_AGENT_REQUEST_OTHER;
  if (type != SIGN_REQUEST && type != REMOVE_IDENTITY && type != EXTENSION)
    return LK_AGENT_REQUEST_OTHER;
  first = lk_ssh_read_string (&reader);
  if (type == EXTENSION)
    return lk_ssh_span_is (&first, "session-bind@openssh.com") ? LK_AGENT_REQUEST_BIND
                                                               : LK_AGENT_REQUEST_OTHER;
  if (type == SIGN_REQUEST) {
    lk_ssh_read_string (&reader); /* what to sign */
    lk_ssh_read_u32 (&reader);    /* flags */
  }
  if (!lk_ssh_reader_done (&reader))
    return LK_AGENT_REQUEST_OTHER;
  *blob = g_bytes_new (first.data, first.length);
  return LK_AGENT_REQUEST_KEY;
}

GBytes *
lk_agent_write_identities (GPtrArray *own, GBytes *others)
{
  const guint8 header = 5; /* type and count */
  GByteArray *reply = g_byte_array_new ();
  gsize length = 0;
  const guint8 *data = others == NULL ? NULL : g_bytes_get_data (others, &length);
  g_autoptr (GPtrArray) more = data == NULL ? NULL : lk_agent_read_identities (data, length);

  lk_ssh_put_byte (reply, IDENTITIES_ANSWER);
  lk_ssh_put_u32 (reply, own->len + (more == NULL ? 0 : more->len));
  for (guint i = 0; i < own->len; i++) {
    const LkAgentIdentity *identity = g_ptr_array_index (own, i);

    lk_ssh_put_string (reply, g_bytes_get_data (identity->blob, NULL),
                       g_bytes_get_size (identity->blob));
    lk_ssh_put_text (reply, identity->comment);
  }
  /* Byte for byte: their comments are not ours to mend. */
  if (more != NULL)
    g_byte_array_append (reply, data + header, (guint) length - header);
  return g_byte_array_free_to_bytes (reply);
}

GBytes *
lk_agent_write_failure (void)
{
  const guint8 reply = FAILURE;

  return g_bytes_new (&reply, 1);
}
