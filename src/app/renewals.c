/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "renewals.h"

#include <string.h>

/* In seconds, between two attempts for one application; doubled by each failure. */
#define SPACING 60
/* More failures than that are no longer counted. */
#define FAILURES_MAX 10

/* What is known of an application. */
typedef struct {
  gint64 expires_at; /* of the token that it has */
  gint64 due;
  gint64 tried_at; /* whatever token it had then */
  guint failures;
} Known;

struct _LkRenewals {
  GHashTable *known; /* a text of all that an application is -> Known */
};

LkRenewals *
lk_renewals_new (void)
{
  LkRenewals *self = g_new0 (LkRenewals, 1);

  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
lk_renewals_free (LkRenewals *self)
{
  g_hash_table_unref (self->known);
  g_free (self);
}

static Known *
know (LkRenewals *self, const LkSessionInfo *info)
{
  g_autofree char *key =
      g_strdup_printf ("%s %s %s", info->auth_domain, info->aud, info->app_hostname);
  Known *known = g_hash_table_lookup (self->known, key);

  if (known == NULL) {
    known = g_new0 (Known, 1);
    known->tried_at = G_MININT64 / 2;
    g_hash_table_insert (self->known, g_steal_pointer (&key), known);
  }
  return known;
}

/* Somewhere in the first half of the time that is left for it. */
static void
note_token (Known *known, const LkSessionInfo *info, gint64 now)
{
  gint64 half = (info->expires_at - info->expiring_at) / 2;

  if (known->expires_at == info->expires_at)
    return;
  known->expires_at = info->expires_at;
  known->failures = 0;
  known->due = MAX (info->expiring_at + (gint64) ((double) half * g_random_double ()),
                    MIN (known->tried_at, now) + SPACING);
}

static gboolean
has_session (GListModel *sessions, const char *team)
{
  for (guint i = 0; i < g_list_model_get_n_items (sessions); i++) {
    g_autoptr (LkSessionItem) item = g_list_model_get_item (sessions, i);
    const LkSessionInfo *info = lk_session_item_get_info (item);

    if (info->kind == LK_TOKEN_ORG && strcmp (info->auth_domain, team) == 0)
      return info->state != LK_TOKEN_EXPIRED;
  }
  return FALSE;
}

/* A wildcard's token that no host is known for leads nowhere. */
static gboolean
is_renewable (GListModel *sessions, const LkSessionInfo *info)
{
  return info->kind == LK_TOKEN_APP && info->state != LK_TOKEN_EXPIRED &&
         strchr (info->hostname, '*') == NULL && has_session (sessions, info->auth_domain);
}

LkSessionItem *
lk_renewals_pick (LkRenewals *self, GListModel *sessions, gint64 now, gint64 *next)
{
  *next = -1;
  for (guint i = 0; i < g_list_model_get_n_items (sessions); i++) {
    g_autoptr (LkSessionItem) item = g_list_model_get_item (sessions, i);
    const LkSessionInfo *info = lk_session_item_get_info (item);
    Known *known;

    if (!is_renewable (sessions, info))
      continue;
    known = know (self, info);
    note_token (known, info, now);
    if (known->due <= now) {
      known->tried_at = now;
      known->due = now + ((gint64) SPACING << known->failures);
      known->failures = MIN (known->failures + 1, FAILURES_MAX);
      return g_steal_pointer (&item);
    }
    if (known->due < info->expires_at && (*next < 0 || known->due < *next))
      *next = known->due;
  }
  return NULL;
}

void
lk_renewals_give_up (LkRenewals *self, LkSessionItem *item)
{
  Known *known = know (self, lk_session_item_get_info (item));

  known->due = G_MAXINT64;
}
