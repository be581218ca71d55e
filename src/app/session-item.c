/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session-item.h"

struct _LkSessionItem {
  GObject parent;
  LkSessionInfo *info;
};

G_DEFINE_TYPE (LkSessionItem, lk_session_item, G_TYPE_OBJECT)

static void
lk_session_item_finalize (GObject *object)
{
  lk_session_info_free (LK_SESSION_ITEM (object)->info);
  G_OBJECT_CLASS (lk_session_item_parent_class)->finalize (object);
}

static void
lk_session_item_class_init (LkSessionItemClass *class)
{
  G_OBJECT_CLASS (class)->finalize = lk_session_item_finalize;
}

static void
lk_session_item_init (LkSessionItem *self)
{
}

LkSessionItem *
lk_session_item_new (LkSessionInfo *info)
{
  LkSessionItem *self = g_object_new (LK_TYPE_SESSION_ITEM, NULL);

  self->info = info;
  return self;
}

const LkSessionInfo *
lk_session_item_get_info (LkSessionItem *self)
{
  return self->info;
}

gboolean
lk_session_item_equal (LkSessionItem *self, LkSessionItem *other)
{
  const LkSessionInfo *one = self->info;
  const LkSessionInfo *two = other->info;

  return one->kind == two->kind && one->state == two->state && one->stage == two->stage &&
         one->issued_at == two->issued_at && one->expires_at == two->expires_at &&
         g_strcmp0 (one->auth_domain, two->auth_domain) == 0 &&
         g_strcmp0 (one->app_hostname, two->app_hostname) == 0 &&
         g_strcmp0 (one->aud, two->aud) == 0 && g_strcmp0 (one->email, two->email) == 0;
}
