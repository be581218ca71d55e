/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsecret/secret.h>

#include "store/bounded.h"
#include "store/store-secret-service.h"

G_BEGIN_DECLS

struct _LkStoreSecretService {
  GObject parent;
  SecretService *service;
  SecretCollection *collection; /* the default keyring */
  char *owner;                  /* the process that both were got from */
  gint64 silent_until;          /* on the monotonic clock */
};

/** LkSecretRun: does a call's own part, connected; takes the task */
typedef void (*LkSecretRun) (LkStoreSecretService *self, GTask *task);

/** LkSecretCall: the data of a call's task, whose source is the store */
typedef struct {
  LkSecretRun run;
  LkBounded *bounded;
  gboolean asks; /* the user, who may take a minute */
  GHashTable *attributes;
  SecretValue *value;
  char *label;
  GList *items; /* still to be deleted, of SecretItem */
} LkSecretCall;

/** lk_secret_call_new: Returns: (transfer none): the new data of @task */
LkSecretCall *lk_secret_call_new (GTask *task, LkSecretRun run);

/** lk_secret_call_begin: begins @task's call, connected anew if need be, and takes the task */
void lk_secret_call_begin (GTask *task);

/** lk_secret_call_cancellable: Returns: (transfer none): what bounds @task's call */
GCancellable *lk_secret_call_cancellable (GTask *task);

/** lk_secret_call_fail: ends @task; @error (nullable: a dismissed question) is taken */
void lk_secret_call_fail (GTask *task, GError *error);

G_END_DECLS
