/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session/kept-certificate.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>
#include <glib/gstdio.h>

#include "access/host.h"
#include "access/skew.h"
#include "base/atomic-file.h"
#include "base/dirs.h"
#include "base/error.h"
#include "base/io.h"
#include "session/agent-keep.h"

#define KEY LK_CERTIFICATE_KEY
#define KEY_PUBLIC KEY ".pub"
#define KEY_CERTIFICATE KEY "-cert.pub"
#define LOCK "lock"

void
lk_kept_free (LkKept *kept)
{
  g_free (kept->host);
  g_clear_pointer (&kept->certificate, lk_certificate_free);
  g_free (kept->identity);
  g_free (kept);
}

gboolean
lk_kept_is_usable (const LkKept *kept, gint64 now)
{
  /* It is the server's clock that decides when it begins. */
  return kept->place != LK_KEPT_NOWHERE && kept->certificate->valid_after <= now + LK_SKEW_MAX &&
         now < lk_certificate_renew_at (kept->certificate);
}

static char *
host_path (const char *dir, const char *host, const char *name)
{
  return g_build_filename (dir, LK_CERTIFICATE_FOLDER, host, name, NULL);
}

static GBytes *
read_file (const char *dir, const char *host, const char *name)
{
  g_autofree char *path = host_path (dir, host, name);

  return lk_read_file (path, LK_CERTIFICATE_MAX, NULL);
}

static LkCertificate *
read_certificate (const char *dir, const char *host, const char *name)
{
  g_autoptr (GBytes) bytes = read_file (dir, host, name);

  return bytes == NULL ? NULL
                       : lk_certificate_parse_line (g_bytes_get_data (bytes, NULL),
                                                    g_bytes_get_size (bytes), NULL);
}

static gboolean
is_key_of (const char *dir, const char *host, const LkCertificate *certificate)
{
  g_autoptr (GBytes) pem = read_file (dir, host, KEY);
  gsize length = 0;
  gconstpointer data = pem == NULL ? NULL : g_bytes_get_data (pem, &length);
  g_autoptr (LkKeyPair) pair = length == 0 ? NULL : lk_key_pair_from_pem (data, length);

  /* Nobody else holds these bytes. */
  if (length > 0)
    lk_wipe ((gpointer) data, length);
  return pair != NULL && g_bytes_equal (lk_key_pair_get_blob (pair), certificate->key_blob);
}

static LkKept *
kept_new (const char *dir, const char *host, LkCertificate *certificate, LkKeptPlace place)
{
  LkKept *kept = g_new0 (LkKept, 1);

  kept->host = g_strdup (host);
  kept->certificate = certificate;
  kept->place = place;
  kept->identity = host_path (dir, host, KEY);
  return kept;
}

/* For a key in the agent, key.pub is the certificate; otherwise it is the key's own public half. */
static LkKept *
look (const char *dir, const char *host, GPtrArray *identities)
{
  LkCertificate *certificate = read_certificate (dir, host, KEY_PUBLIC);

  if (certificate != NULL)
    return kept_new (dir, host, certificate,
                     lk_agent_holds (identities, certificate) ? LK_KEPT_IN_AGENT : LK_KEPT_NOWHERE);
  certificate = read_certificate (dir, host, KEY_CERTIFICATE);
  if (certificate != NULL)
    return kept_new (dir, host, certificate,
                     is_key_of (dir, host, certificate) ? LK_KEPT_IN_FILES : LK_KEPT_NOWHERE);
  return NULL;
}

static GPtrArray *
list_agent (const char *agent)
{
  g_autoptr (LkAgentClient) client = lk_agent_client_open (agent);

  return client == NULL ? NULL : lk_agent_client_list (client);
}

LkKept *
lk_kept_lookup (const char *dir, const char *agent, const char *host)
{
  g_autoptr (GPtrArray) identities = list_agent (agent);

  return look (dir, host, identities);
}

/* With what two agents hold, each %NULL for nothing. */
static GPtrArray *
list_kept (const char *dir, GPtrArray *one, GPtrArray *other)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) lk_kept_free);
  g_autofree char *folder = g_build_filename (dir, LK_CERTIFICATE_FOLDER, NULL);
  g_autoptr (GDir) entries = g_dir_open (folder, 0, NULL);
  const char *host;

  while (entries != NULL && (host = g_dir_read_name (entries)) != NULL) {
    LkKept *kept = lk_host_is_canonical (host) ? look (dir, host, one) : NULL;

    if (kept == NULL)
      continue;
    if (kept->place == LK_KEPT_NOWHERE && lk_agent_holds (other, kept->certificate))
      kept->place = LK_KEPT_IN_AGENT;
    g_ptr_array_add (list, kept);
  }
  return list;
}

GPtrArray *
lk_kept_list (const char *dir, const char *agent)
{
  g_autofree char *own = g_build_filename (dir, LK_CERTIFICATE_AGENT, NULL);
  g_autoptr (GPtrArray) held = list_agent (agent);
  g_autoptr (GPtrArray) held_by_own = list_agent (own);

  return list_kept (dir, held, held_by_own);
}

static void
remove_file (const char *dir, const char *host, const char *name)
{
  g_autofree char *path = host_path (dir, host, name);

  (void) g_unlink (path);
}

static gboolean
write_file (const char *dir,
            const char *host,
            const char *name,
            const char *data,
            gsize length,
            GError **error)
{
  g_autofree char *path = host_path (dir, host, name);

  return lk_atomic_replace (path, data, length, 0600, error);
}

static gboolean
write_line (const char *dir, const char *host, const char *name, const char *line, GError **error)
{
  g_autofree char *text = g_strdup_printf ("%s " LK_AGENT_COMMENT "%s\n", line, host);

  return write_file (dir, host, name, text, strlen (text), error);
}

static gboolean
save_public (const char *dir, const char *host, const LkCertificate *certificate, GError **error)
{
  g_autofree char *line = lk_certificate_line (certificate);

  if (!write_line (dir, host, KEY_PUBLIC, line, error))
    return FALSE;
  remove_file (dir, host, KEY);
  remove_file (dir, host, KEY_CERTIFICATE);
  return TRUE;
}

static gboolean
save_files (const char *dir,
            const char *host,
            const LkKeyPair *pair,
            const LkCertificate *certificate,
            GError **error)
{
  g_autoptr (LkSecret) pem = lk_key_pair_pem (pair);
  g_autofree char *certificate_line = lk_certificate_line (certificate);
  g_autofree char *public_line = lk_key_pair_line (pair);

  return write_file (dir, host, KEY, lk_secret_text (pem), lk_secret_length (pem), error) &&
         write_line (dir, host, KEY_CERTIFICATE, certificate_line, error) &&
         write_line (dir, host, KEY_PUBLIC, public_line, error);
}

LkKept *
lk_kept_save (const char *dir,
              const char *agent,
              const char *host,
              const LkKeyPair *pair,
              const LkCertificate *certificate,
              gint64 now,
              GError **error)
{
  g_autoptr (LkAgentClient) client = lk_agent_client_open (agent);
  gboolean held = client != NULL && lk_agent_keep (client, host, pair, certificate, now);

  if (client != NULL)
    lk_agent_clear (client, host, held ? certificate : NULL, now);
  if (held ? !save_public (dir, host, certificate, error)
           : !save_files (dir, host, pair, certificate, error))
    return NULL;
  return kept_new (dir, host, lk_certificate_parse (certificate->blob, NULL),
                   held ? LK_KEPT_IN_AGENT : LK_KEPT_IN_FILES);
}

static void
remove_files (const char *dir, const char *host)
{
  remove_file (dir, host, KEY);
  remove_file (dir, host, KEY_CERTIFICATE);
  remove_file (dir, host, KEY_PUBLIC);
}

/* Its lock keeps others from saving a new one meanwhile; if it is taken, they are about to. */
static void
remove_expired_files (const char *dir, const char *host, gint64 now)
{
  g_autofree char *path = host_path (dir, host, LOCK);
  int fd = open (path, O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600);
  struct flock range = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

  if (fd >= 0 && fcntl (fd, F_OFD_SETLK, &range) == 0) {
    g_autoptr (LkKept) kept = look (dir, host, NULL);

    if (kept != NULL && kept->certificate->valid_before <= now)
      remove_files (dir, host);
  }
  if (fd >= 0)
    close (fd);
}

void
lk_kept_remove_expired (const char *dir, const char *agent, gint64 now)
{
  g_autoptr (LkAgentClient) client = lk_agent_client_open (agent);
  g_autoptr (GPtrArray) list = list_kept (dir, NULL, NULL);

  if (client != NULL)
    lk_agent_clear (client, NULL, NULL, now);
  for (guint i = 0; i < list->len; i++) {
    const LkKept *kept = g_ptr_array_index (list, i);

    if (kept->certificate->valid_before <= now)
      remove_expired_files (dir, kept->host, now);
  }
}

void
lk_kept_forget (const char *dir, const char *agent, const char *host)
{
  g_autofree char *own = g_build_filename (dir, LK_CERTIFICATE_AGENT, NULL);
  const char *const agents[] = {agent, own};

  for (gsize i = 0; i < G_N_ELEMENTS (agents); i++) {
    g_autoptr (LkAgentClient) client = lk_agent_client_open (agents[i]);

    if (client != NULL)
      lk_agent_clear (client, host, NULL, 0);
  }
  remove_files (dir, host);
}

int
lk_kept_lock (const char *dir, const char *host, GError **error)
{
  g_autofree char *path = host_path (dir, host, LOCK);
  g_autofree char *folder = g_path_get_dirname (path);
  struct flock range = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
  int result = -1;
  int fd = -1;

  if (g_mkdir_with_parents (folder, 0700) == 0)
    fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd >= 0) {
    do
      result = fcntl (fd, F_OFD_SETLKW, &range);
    while (result != 0 && errno == EINTR);
  }
  if (result != 0) {
    g_set_error (error, LK_ERROR, LK_ERROR_CONFIG, _ ("cannot lock %s: %s"), path,
                 g_strerror (errno));
    if (fd >= 0)
      close (fd);
    return -1;
  }
  return fd;
}
