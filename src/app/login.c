/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "login.h"

#include <glib/gi18n.h>

/* One who waits. */
typedef struct {
  char *host;
  char *caller;
} Waiter;

struct _LkLogin {
  GObject parent;
  char *team;
  char *url;
  char *note;
  gboolean shared;
  GPtrArray *waiters;
};

G_DEFINE_TYPE (LkLogin, lk_login, G_TYPE_OBJECT)

enum { PROP_URL = 1, PROP_NOTE, PROP_N_WAITING, N_PROPS };
static GParamSpec *props[N_PROPS];

static void
waiter_free (gpointer data)
{
  Waiter *waiter = data;

  g_free (waiter->host);
  g_free (waiter->caller);
  g_free (waiter);
}

static void
lk_login_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  LkLogin *self = LK_LOGIN (object);

  switch (id) {
  case PROP_URL:
    g_value_set_string (value, self->url);
    break;
  case PROP_NOTE:
    g_value_set_string (value, self->note);
    break;
  case PROP_N_WAITING:
    g_value_set_uint (value, self->waiters->len);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
lk_login_finalize (GObject *object)
{
  LkLogin *self = LK_LOGIN (object);

  g_free (self->team);
  g_free (self->url);
  g_free (self->note);
  g_ptr_array_unref (self->waiters);
  G_OBJECT_CLASS (lk_login_parent_class)->finalize (object);
}

static void
lk_login_class_init (LkLoginClass *class)
{
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  G_OBJECT_CLASS (class)->get_property = lk_login_get_property;
  G_OBJECT_CLASS (class)->finalize = lk_login_finalize;
  props[PROP_URL] = g_param_spec_string ("url", NULL, NULL, NULL, flags);
  props[PROP_NOTE] = g_param_spec_string ("note", NULL, NULL, NULL, flags);
  props[PROP_N_WAITING] = g_param_spec_uint ("n-waiting", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (G_OBJECT_CLASS (class), N_PROPS, props);
}

static void
lk_login_init (LkLogin *self)
{
  self->waiters = g_ptr_array_new_with_free_func (waiter_free);
}

LkLogin *
lk_login_new (const char *team)
{
  LkLogin *self = g_object_new (LK_TYPE_LOGIN, NULL);

  self->team = g_strdup (team);
  return self;
}

const char *
lk_login_get_team (LkLogin *self)
{
  return self->team;
}

const char *
lk_login_get_url (LkLogin *self)
{
  return self->url;
}

gboolean
lk_login_get_shared (LkLogin *self)
{
  return self->shared;
}

const char *
lk_login_get_note (LkLogin *self)
{
  return self->note;
}

static const Waiter *
first_waiter (LkLogin *self)
{
  static const Waiter nobody = {.host = (char *) ""};

  return self->waiters->len == 0 ? &nobody : g_ptr_array_index (self->waiters, 0);
}

const char *
lk_login_get_host (LkLogin *self)
{
  return first_waiter (self)->host;
}

const char *
lk_login_get_caller (LkLogin *self)
{
  return first_waiter (self)->caller;
}

guint
lk_login_get_n_waiting (LkLogin *self)
{
  return self->waiters->len;
}

char *
lk_login_explain (LkLogin *self)
{
  const Waiter *first = first_waiter (self);
  guint others = self->waiters->len > 0 ? self->waiters->len - 1 : 0;
  g_autofree char *who =
      first->caller == NULL
          ? g_strdup_printf (_ ("Needed to reach %s."), first->host)
          : g_strdup_printf (_ ("“%s” wants to reach %s."), first->caller, first->host);

  if (others == 0)
    return g_steal_pointer (&who);
  /* Translators: %s is a whole sentence, such as "Needed to reach db.example.com." */
  return g_strdup_printf (ngettext ("%s %u other connection waits for the same login.",
                                    "%s %u other connections wait for the same login.", others),
                          who, others);
}

void
lk_login_set_url (LkLogin *self, const char *url, gboolean shared)
{
  self->shared = shared;
  if (g_strcmp0 (self->url, url) == 0)
    return;
  g_free (self->url);
  self->url = g_strdup (url);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_URL]);
}

void
lk_login_set_note (LkLogin *self, const char *note)
{
  g_free (self->note);
  self->note = g_strdup (note);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NOTE]);
}

void
lk_login_add (LkLogin *self, const char *host, const char *caller)
{
  Waiter *waiter = g_new0 (Waiter, 1);

  waiter->host = g_strdup (host);
  waiter->caller = g_strdup (caller);
  g_ptr_array_add (self->waiters, waiter);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_WAITING]);
}

void
lk_login_remove (LkLogin *self, const char *host, const char *caller)
{
  for (guint i = 0; i < self->waiters->len; i++) {
    const Waiter *waiter = g_ptr_array_index (self->waiters, i);

    if (g_strcmp0 (waiter->host, host) == 0 && g_strcmp0 (waiter->caller, caller) == 0) {
      g_ptr_array_remove_index (self->waiters, i);
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_WAITING]);
      return;
    }
  }
}
