/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * LkBusRequest:
 *
 * A call from the bus that takes a while. It is cancelled when its caller leaves the bus, and answered
 * once, whichever of its ends comes first.
 */
typedef struct _LkBusRequest LkBusRequest;

/** lk_bus_request_new: Returns: (transfer full): @invocation (transfer full) to be answered */
LkBusRequest *lk_bus_request_new (GDBusMethodInvocation *invocation);
LkBusRequest *lk_bus_request_ref (LkBusRequest *request);
void lk_bus_request_unref (LkBusRequest *request);

/** lk_bus_request_get_method: Returns: (transfer none): what was called, "Login" */
const char *lk_bus_request_get_method (LkBusRequest *request);

/** lk_bus_request_get_parameters: Returns: (transfer none): with what; valid until it is answered */
GVariant *lk_bus_request_get_parameters (LkBusRequest *request);

/** lk_bus_request_is_login: Returns: whether it is a Login() for @host by @sender, and not answered yet */
gboolean lk_bus_request_is_login (LkBusRequest *request, const char *sender, const char *host);

/** lk_bus_request_is_answered: Returns: whether nobody waits for an answer any more */
gboolean lk_bus_request_is_answered (LkBusRequest *request);

/** lk_bus_request_get_cancellable: Returns: (transfer none): cancelled when it is answered */
GCancellable *lk_bus_request_get_cancellable (LkBusRequest *request);

/**
 * lk_bus_request_answer:
 * @error: (nullable): what went wrong; %NULL for success
 *
 * Answers, unless that was done before, and cancels what may still be going on for it.
 */
void lk_bus_request_answer (LkBusRequest *request, const GError *error);

/** lk_bus_request_give_up: answers with Error.Cancelled */
void lk_bus_request_give_up (LkBusRequest *request);

/**
 * lk_bus_caller_words:
 * @caller: an a{sv} as the method Login takes it
 * @home: the user's home folder
 *
 * Returns: (transfer full): who calls, as a person would say it ("git fetch in ~/src/x"); printable, and
 *   never empty
 */
char *lk_bus_caller_words (GVariant *caller, const char *home);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkBusRequest, lk_bus_request_unref)

G_END_DECLS
