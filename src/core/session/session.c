/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session/session.h"

struct _LkSession {
  GObject parent;
  LkAccessClient *client;
  LkStore *store;
  LkClock clock;
  char *runtime_dir;
  char *state_dir;
};

G_DEFINE_TYPE (LkSession, lk_session, G_TYPE_OBJECT)

static void
lk_session_finalize (GObject *object)
{
  LkSession *self = LK_SESSION (object);

  g_clear_object (&self->client);
  g_clear_object (&self->store);
  g_free (self->runtime_dir);
  g_free (self->state_dir);
  G_OBJECT_CLASS (lk_session_parent_class)->finalize (object);
}

static void
lk_session_class_init (LkSessionClass *class)
{
  G_OBJECT_CLASS (class)->finalize = lk_session_finalize;
}

static void
lk_session_init (LkSession *self)
{
}

LkSession *
lk_session_new (LkAccessClient *client,
                LkStore *store,
                LkClock clock,
                const char *runtime_dir,
                const char *state_dir)
{
  LkSession *self = g_object_new (LK_TYPE_SESSION, NULL);

  self->client = g_object_ref (client);
  self->store = g_object_ref (store);
  self->clock = clock;
  self->runtime_dir = g_strdup (runtime_dir);
  self->state_dir = g_strdup (state_dir);
  return self;
}

LkAccessClient *
lk_session_get_client (LkSession *self)
{
  return self->client;
}

LkStore *
lk_session_get_store (LkSession *self)
{
  return self->store;
}

gint64
lk_session_now (LkSession *self)
{
  return self->clock ();
}

const char *
lk_session_get_runtime_dir (LkSession *self)
{
  return self->runtime_dir;
}

const char *
lk_session_get_state_dir (LkSession *self)
{
  return self->state_dir;
}

void
lk_grant_free (LkGrant *grant)
{
  g_free (grant->host);
  g_clear_pointer (&grant->app, lk_app_unref);
  g_clear_pointer (&grant->token, lk_token_unref);
  g_free (grant->client_id);
  g_clear_pointer (&grant->client_secret, lk_secret_unref);
  g_free (grant);
}
