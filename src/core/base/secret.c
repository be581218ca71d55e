/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/secret.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct _LkSecret {
  gatomicrefcount refs;
  gsize length;
  gsize mapped;
  char text[];
};

LkSecret *
lk_secret_new (const void *data, gssize length)
{
  gsize size = length < 0 ? strlen (data) : (gsize) length;
  gsize page = (gsize) sysconf (_SC_PAGESIZE);
  gsize mapped = (sizeof (LkSecret) + size + 1 + page - 1) / page * page;
  LkSecret *secret =
      mmap (NULL, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  if (secret == MAP_FAILED)
    g_error ("out of memory for a secret of %" G_GSIZE_FORMAT " bytes", size);
  /* Best effort: RLIMIT_MEMLOCK may be small, and a login must not fail for it. */
  (void) mlock (secret, mapped);
  (void) madvise (secret, mapped, MADV_DONTDUMP);
  g_atomic_ref_count_init (&secret->refs);
  secret->length = size;
  secret->mapped = mapped;
  memcpy (secret->text, data, size);
  return secret;
}

LkSecret *
lk_secret_new_take (char *data)
{
  LkSecret *secret = lk_secret_new (data, -1);

  lk_wipe_free (data);
  return secret;
}

LkSecret *
lk_secret_ref (LkSecret *secret)
{
  g_return_val_if_fail (secret != NULL, NULL);

  g_atomic_ref_count_inc (&secret->refs);
  return secret;
}

void
lk_secret_unref (LkSecret *secret)
{
  g_return_if_fail (secret != NULL);

  if (!g_atomic_ref_count_dec (&secret->refs))
    return;
  gsize mapped = secret->mapped;
  lk_wipe (secret, mapped);
  munmap (secret, mapped);
}

const char *
lk_secret_text (const LkSecret *secret)
{
  g_return_val_if_fail (secret != NULL, NULL);
  return secret->text;
}

gsize
lk_secret_length (const LkSecret *secret)
{
  g_return_val_if_fail (secret != NULL, 0);
  return secret->length;
}

gboolean
lk_secret_equal (const LkSecret *a, const LkSecret *b)
{
  guchar difference = 0;

  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  if (a->length != b->length)
    return FALSE;
  for (gsize i = 0; i < a->length; i++)
    difference |= (guchar) (a->text[i] ^ b->text[i]);
  return difference == 0;
}

void
lk_wipe (void *data, gsize length)
{
  explicit_bzero (data, length);
}

void
lk_wipe_free (char *text)
{
  if (text != NULL)
    lk_wipe (text, strlen (text));
  g_free (text);
}
