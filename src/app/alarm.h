/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LkAlarm:
 *
 * Calls back at an instant of the calendar, and at once when the clock is set or the machine wakes from
 * sleep: whoever waits for a session's end has to look again then. It never wakes the process otherwise.
 */
typedef struct _LkAlarm LkAlarm;

typedef void (*LkAlarmFunc) (gpointer data);

/** lk_alarm_new: Returns: (transfer full): an alarm that is not set; lk_alarm_free() ends it */
LkAlarm *lk_alarm_new (LkAlarmFunc ring, gpointer data);
void lk_alarm_free (LkAlarm *alarm);

/** lk_alarm_set: @at: seconds since the Epoch; -1: only when the clock is set. It rings once */
void lk_alarm_set (LkAlarm *alarm, gint64 at);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkAlarm, lk_alarm_free)

G_END_DECLS
