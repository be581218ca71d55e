/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "alarm.h"

#include <errno.h>
#include <glib-unix.h>
#include <sys/timerfd.h>
#include <unistd.h>

/* A timer that is never reached still tells when the clock is set. */
#define NEVER (G_GINT64_CONSTANT (1) << 40)

struct _LkAlarm {
  int fd;
  guint source;
  LkAlarmFunc ring;
  gpointer data;
};

static gboolean
on_timer (int fd, GIOCondition condition, gpointer user_data)
{
  LkAlarm *alarm = user_data;
  guint64 count;

  /* Setting the clock cancels the timer, which read() tells as ECANCELED. */
  if (read (fd, &count, sizeof count) < 0 && errno != ECANCELED)
    return G_SOURCE_CONTINUE;
  lk_alarm_set (alarm, -1);
  alarm->ring (alarm->data);
  return G_SOURCE_CONTINUE;
}

LkAlarm *
lk_alarm_new (LkAlarmFunc ring, gpointer data)
{
  LkAlarm *alarm = g_new0 (LkAlarm, 1);

  alarm->ring = ring;
  alarm->data = data;
  alarm->fd = timerfd_create (CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK);
  if (alarm->fd >= 0)
    alarm->source = g_unix_fd_add (alarm->fd, G_IO_IN, on_timer, alarm);
  lk_alarm_set (alarm, -1);
  return alarm;
}

void
lk_alarm_free (LkAlarm *alarm)
{
  g_clear_handle_id (&alarm->source, g_source_remove);
  if (alarm->fd >= 0)
    close (alarm->fd);
  g_free (alarm);
}

void
lk_alarm_set (LkAlarm *alarm, gint64 at)
{
  struct itimerspec when = {.it_value.tv_sec = at < 0 ? NEVER : MAX (at, 1)};

  timerfd_settime (alarm->fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &when, NULL);
}
