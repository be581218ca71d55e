/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indicator.h"

typedef struct {
  AppIndicator parent;
  GtkStatusIcon *fallback;
  gboolean connected;
  gboolean available;
  gboolean known; /* whether available is more than a hope */
} LkIndicator;

typedef AppIndicatorClass LkIndicatorClass;

G_DEFINE_TYPE (LkIndicator, lk_indicator, APP_INDICATOR_TYPE)

enum { PROP_AVAILABLE = 1 };

static void
update (LkIndicator *self)
{
  gboolean embedded = FALSE;

  G_GNUC_BEGIN_IGNORE_DEPRECATIONS
  embedded = self->fallback != NULL && gtk_status_icon_is_embedded (self->fallback);
  G_GNUC_END_IGNORE_DEPRECATIONS
  if (self->known && self->available == (self->connected || embedded))
    return;
  self->known = TRUE;
  self->available = self->connected || embedded;
  g_object_notify (G_OBJECT (self), "available");
}

static void
lk_indicator_connection_changed (AppIndicator *indicator, gboolean connected, gpointer unused)
{
  LkIndicator *self = (LkIndicator *) indicator;

  self->connected = connected;
  update (self);
}

static GtkStatusIcon *
lk_indicator_fallback (AppIndicator *indicator)
{
  LkIndicator *self = (LkIndicator *) indicator;

  self->fallback = APP_INDICATOR_CLASS (lk_indicator_parent_class)->fallback (indicator);
  g_signal_connect_object (self->fallback, "notify::embedded", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  return self->fallback;
}

static void
lk_indicator_unfallback (AppIndicator *indicator, GtkStatusIcon *icon)
{
  LkIndicator *self = (LkIndicator *) indicator;

  g_signal_handlers_disconnect_by_data (icon, self);
  self->fallback = NULL;
  APP_INDICATOR_CLASS (lk_indicator_parent_class)->unfallback (indicator, icon);
}

static void
lk_indicator_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_AVAILABLE)
    g_value_set_boolean (value, ((LkIndicator *) object)->available);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
lk_indicator_class_init (LkIndicatorClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = lk_indicator_get_property;
  class->connection_changed = lk_indicator_connection_changed;
  class->fallback = lk_indicator_fallback;
  class->unfallback = lk_indicator_unfallback;
  g_object_class_install_property (
      object_class, PROP_AVAILABLE,
      g_param_spec_boolean ("available", NULL, NULL, TRUE,
                            G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY));
}

static void
lk_indicator_init (LkIndicator *self)
{
  self->available = TRUE;
}

AppIndicator *
lk_indicator_new (void)
{
  return g_object_new (LK_TYPE_INDICATOR, "id", "org.latchkey.Latchkey", "category",
                       "ApplicationStatus", "icon-name", "org.latchkey.Latchkey-symbolic", NULL);
}
