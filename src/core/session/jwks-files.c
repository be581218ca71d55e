/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session/jwks-files.h"

#include <sys/stat.h>
#include <sys/time.h>
#include <glib/gstdio.h>

#include "base/atomic-file.h"
#include "base/io.h"

#define FILE_MAX (1024 * 1024)

struct _LkJwksFiles {
  GObject parent;
  char *dir;
};

static char *
file_path (LkJwksFiles *self, const char *auth_domain)
{
  g_autofree char *name = g_strdup_printf ("jwks-%s.json", auth_domain);

  return g_build_filename (self->dir, name, NULL);
}

static GBytes *
load (LkJwksCache *cache, const char *auth_domain, gint64 *fetched_at)
{
  g_autofree char *path = file_path (LK_JWKS_FILES (cache), auth_domain);
  struct stat st;

  if (g_stat (path, &st) != 0)
    return NULL;
  *fetched_at = st.st_mtim.tv_sec;
  return lk_read_file (path, FILE_MAX, NULL);
}

static void
save (LkJwksCache *cache, const char *auth_domain, GBytes *keys, gint64 fetched_at)
{
  g_autofree char *path = file_path (LK_JWKS_FILES (cache), auth_domain);
  struct timeval times[2] = {{.tv_sec = fetched_at}, {.tv_sec = fetched_at}};
  gsize length;
  const void *data = g_bytes_get_data (keys, &length);

  if (lk_atomic_replace (path, data, length, 0600, NULL))
    (void) utimes (path, times);
}

static void
cache_init (LkJwksCacheInterface *iface)
{
  iface->load = load;
  iface->save = save;
}

G_DEFINE_TYPE_WITH_CODE (LkJwksFiles,
                         lk_jwks_files,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (LK_TYPE_JWKS_CACHE, cache_init))

static void
lk_jwks_files_finalize (GObject *object)
{
  g_free (LK_JWKS_FILES (object)->dir);
  G_OBJECT_CLASS (lk_jwks_files_parent_class)->finalize (object);
}

static void
lk_jwks_files_class_init (LkJwksFilesClass *class)
{
  G_OBJECT_CLASS (class)->finalize = lk_jwks_files_finalize;
}

static void
lk_jwks_files_init (LkJwksFiles *self)
{
}

LkJwksCache *
lk_jwks_files_new (const char *dir)
{
  LkJwksFiles *self = g_object_new (LK_TYPE_JWKS_FILES, NULL);

  self->dir = g_strdup (dir);
  return LK_JWKS_CACHE (self);
}
