/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "host-item.h"

#include <string.h>
#include <glib/gi18n.h>

#include "base/clock.h"
#include "base/error.h"

#define ERRORS_MAX 5

struct _LkHostItem {
  GObject parent;
  char *name;
  LkHostFacts facts;
  GError *error;
  GQueue errors; /* of LkHostError */
};

static guint changed_signal;

G_DEFINE_TYPE (LkHostItem, lk_host_item, G_TYPE_OBJECT)

static void
facts_clear (LkHostFacts *facts)
{
  g_free (facts->hostname);
  g_free (facts->team);
  g_free (facts->email);
  g_free (facts->file);
  *facts = (LkHostFacts){0};
}

static void
host_error_free (gpointer data)
{
  LkHostError *error = data;

  g_free (error->text);
  g_free (error);
}

static void
lk_host_item_finalize (GObject *object)
{
  LkHostItem *self = LK_HOST_ITEM (object);

  g_free (self->name);
  facts_clear (&self->facts);
  g_clear_error (&self->error);
  g_queue_clear_full (&self->errors, host_error_free);
  G_OBJECT_CLASS (lk_host_item_parent_class)->finalize (object);
}

static void
lk_host_item_class_init (LkHostItemClass *class)
{
  G_OBJECT_CLASS (class)->finalize = lk_host_item_finalize;
  changed_signal = g_signal_new ("changed", LK_TYPE_HOST_ITEM, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
lk_host_item_init (LkHostItem *self)
{
  g_queue_init (&self->errors);
}

LkHostItem *
lk_host_item_new (const char *name)
{
  LkHostItem *self = g_object_new (LK_TYPE_HOST_ITEM, NULL);

  self->name = g_strdup (name);
  return self;
}

const char *
lk_host_item_get_name (LkHostItem *self)
{
  return self->name;
}

const LkHostFacts *
lk_host_item_get_facts (LkHostItem *self)
{
  return &self->facts;
}

static gboolean
same_facts (const LkHostFacts *one, const LkHostFacts *two)
{
  return one->access == two->access && one->state == two->state &&
         one->expires_at == two->expires_at && one->line == two->line &&
         one->shared == two->shared && g_strcmp0 (one->hostname, two->hostname) == 0 &&
         g_strcmp0 (one->team, two->team) == 0 && g_strcmp0 (one->email, two->email) == 0 &&
         g_strcmp0 (one->file, two->file) == 0;
}

void
lk_host_item_set_facts (LkHostItem *self, const LkHostFacts *facts)
{
  if (same_facts (&self->facts, facts))
    return;
  facts_clear (&self->facts);
  self->facts = *facts;
  self->facts.hostname = g_strdup (facts->hostname);
  self->facts.team = g_strdup (facts->team);
  self->facts.email = g_strdup (facts->email);
  self->facts.file = g_strdup (facts->file);
  g_signal_emit (self, changed_signal, 0);
}

static void
remember_error (LkHostItem *self, const GError *error)
{
  LkHostError *entry = g_new0 (LkHostError, 1);

  entry->at = lk_clock_system ();
  entry->text = g_strdup (error->message);
  g_queue_push_head (&self->errors, entry);
  if (self->errors.length > ERRORS_MAX)
    host_error_free (g_queue_pop_tail (&self->errors));
}

void
lk_host_item_set_error (LkHostItem *self, const GError *error)
{
  if (self->error == NULL && error == NULL)
    return;
  g_clear_error (&self->error);
  self->error = error == NULL ? NULL : g_error_copy (error);
  if (error != NULL)
    remember_error (self, error);
  g_signal_emit (self, changed_signal, 0);
}

const GError *
lk_host_item_get_error (LkHostItem *self)
{
  return self->error;
}

const GQueue *
lk_host_item_get_errors (LkHostItem *self)
{
  return &self->errors;
}

/* A network that is down says nothing about a login: it never shows as one that is needed. */
static LkHostState
state_of_error (const GError *error, LkHostState otherwise)
{
  if (error->domain != LK_ERROR)
    return otherwise;
  switch ((LkError) error->code) {
  case LK_ERROR_POLICY:
    return LK_HOST_REFUSED;
  case LK_ERROR_NAME:
  case LK_ERROR_TCP:
  case LK_ERROR_PROXY:
  case LK_ERROR_TLS:
  case LK_ERROR_TUNNEL:
  case LK_ERROR_ORIGIN:
    return LK_HOST_OFFLINE;
  default:
    return otherwise;
  }
}

LkHostState
lk_host_item_get_state (LkHostItem *self)
{
  return self->error == NULL ? self->facts.state : state_of_error (self->error, self->facts.state);
}

char *
lk_time_left (gint64 expires_at, gint64 now)
{
  g_autofree char *words = NULL;

  if (expires_at <= now)
    return g_strdup (_ ("ended"));
  words = lk_clock_words (expires_at - now);
  return g_strdup_printf (_ ("about %s left"), words);
}

char *
lk_host_item_describe (LkHostItem *self, gint64 now)
{
  g_autofree char *left = lk_time_left (self->facts.expires_at, now);
  LkHostState state = lk_host_item_get_state (self);

  /* Whoever reads what is stored comes to that a moment later. */
  if ((state == LK_HOST_READY || state == LK_HOST_EXPIRING) && self->facts.expires_at <= now)
    state = LK_HOST_NEEDED;
  switch (state) {
  case LK_HOST_READY:
    return g_strdup_printf (_ ("Logged in, %s"), left);
  case LK_HOST_EXPIRING:
    return g_strdup_printf (_ ("Ends soon, %s"), left);
  case LK_HOST_NEEDED:
    return g_strdup (_ ("Login needed"));
  case LK_HOST_REFUSED:
    return g_strdup (_ ("Refused by policy"));
  case LK_HOST_OFFLINE:
    return g_strdup (_ ("Could not be reached"));
  case LK_HOST_PLAIN:
  default:
    return g_strdup (_ ("Not behind Access"));
  }
}

static gboolean
holds (const char *text, const char *word)
{
  g_autofree char *folded = text == NULL ? NULL : g_utf8_casefold (text, -1);

  return folded != NULL && strstr (folded, word) != NULL;
}

gboolean
lk_host_item_matches (LkHostItem *self, char **words)
{
  for (char **word = words; word != NULL && *word != NULL; word++) {
    if (!holds (self->name, *word) && !holds (self->facts.hostname, *word) &&
        !holds (self->facts.team, *word))
      return FALSE;
  }
  return TRUE;
}

const char *
lk_host_state_icon (LkHostState state)
{
  static const char *const icons[] = {
      [LK_HOST_PLAIN] = "latchkey-plain-symbolic",
      [LK_HOST_READY] = "latchkey-ready-symbolic",
      [LK_HOST_EXPIRING] = "latchkey-expiring-symbolic",
      [LK_HOST_NEEDED] = "latchkey-needed-symbolic",
      [LK_HOST_REFUSED] = "latchkey-refused-symbolic",
      [LK_HOST_OFFLINE] = "latchkey-offline-symbolic",
  };

  return icons[state];
}
