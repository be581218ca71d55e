/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "access/trust.h"

#define ABOUT_NAME_OR_TIME                                                                         \
  (G_TLS_CERTIFICATE_BAD_IDENTITY | G_TLS_CERTIFICATE_NOT_ACTIVATED | G_TLS_CERTIFICATE_EXPIRED)

struct _LkTrust {
  GTlsDatabase parent_instance;
  GTlsDatabase *system;
  char *path;
  GMutex lock; /* handshakes verify in threads of their own */
  GTlsDatabase *extra;
  gboolean loaded;
};

G_DEFINE_TYPE (LkTrust, lk_trust, G_TYPE_TLS_DATABASE)

static GTlsDatabase *
load_extra (LkTrust *self)
{
  g_mutex_lock (&self->lock);
  if (!self->loaded) {
    g_autoptr (GError) error = NULL;

    self->extra = g_tls_file_database_new (self->path, &error);
    self->loaded = TRUE;
    if (self->extra == NULL)
      g_info ("%s adds no trust: %s", self->path, error->message);
  }
  g_mutex_unlock (&self->lock);
  return self->extra;
}

static GTlsCertificateFlags
lk_trust_verify_chain (GTlsDatabase *database,
                       GTlsCertificate *chain,
                       const char *purpose,
                       GSocketConnectable *identity,
                       GTlsInteraction *interaction,
                       GTlsDatabaseVerifyFlags flags,
                       GCancellable *cancellable,
                       GError **error)
{
  LkTrust *self = LK_TRUST (database);
  GTlsCertificateFlags bad = g_tls_database_verify_chain (self->system, chain, purpose, identity,
                                                          interaction, flags, cancellable, error);

  if ((bad & G_TLS_CERTIFICATE_UNKNOWN_CA) == 0)
    return bad;

  GTlsDatabase *extra = load_extra (self);
  GTlsCertificateFlags still =
      extra == NULL ? bad
                    : g_tls_database_verify_chain (extra, chain, purpose, identity, interaction,
                                                   flags, cancellable, error);

  /* An authority of the file's names that did not sign it makes the issuer no less unknown. */
  return (still & ~ABOUT_NAME_OR_TIME) != 0 ? bad : still;
}

static void
lk_trust_finalize (GObject *object)
{
  LkTrust *self = LK_TRUST (object);

  g_clear_object (&self->system);
  g_clear_object (&self->extra);
  g_free (self->path);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (lk_trust_parent_class)->finalize (object);
}

static void
lk_trust_class_init (LkTrustClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lk_trust_finalize;
  G_TLS_DATABASE_CLASS (klass)->verify_chain = lk_trust_verify_chain;
}

static void
lk_trust_init (LkTrust *self)
{
  g_mutex_init (&self->lock);
}

GTlsDatabase *
lk_trust_new (const char *file)
{
  LkTrust *self = g_object_new (LK_TYPE_TRUST, NULL);

  self->system = g_tls_backend_get_default_database (g_tls_backend_get_default ());
  self->path = g_canonicalize_filename (file, NULL);
  return G_TLS_DATABASE (self);
}
