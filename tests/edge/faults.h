/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "stats.h"

G_BEGIN_DECLS

/**
 * EdgeFault:
 *
 * One order to misbehave. @kind is a word of README.md's table ("status", "metadata-alg-none",
 * "tunnel-flood"...); the code that can do it asks for it by its name and reads its parameters.
 * References are counted, atomically, since tunnels keep theirs.
 */
typedef struct {
  char *kind;
  char *host;  /* NULL: any */
  int at;      /* EdgeCounter of a kind of request, or -1 for any */
  gint64 left; /* how often it still happens; -1 for ever */
  JsonObject *parameters;
} EdgeFault;

/** EdgeFaults: the orders in force. Used on the main thread only. */
typedef struct _EdgeFaults EdgeFaults;

EdgeFaults *edge_faults_new (void);
void edge_faults_clear (EdgeFaults *faults);

/** edge_faults_add: @order: the body of POST /fault. Returns: (nullable): what is wrong with it */
const char *edge_faults_add (EdgeFaults *faults, JsonObject *order);

/**
 * edge_faults_take:
 * @prefix: a kind, or the beginning of several when it ends in '-'
 * @host: (nullable): the host at hand; %NULL matches only faults for any host
 * @at: the kind of request at hand, or -1
 *
 * Returns: (transfer full) (nullable): the oldest order that applies, counted down
 */
EdgeFault *edge_faults_take (EdgeFaults *faults, const char *prefix, const char *host, int at);

gint64 edge_fault_int (const EdgeFault *fault, const char *name, gint64 otherwise);
const char *edge_fault_text (const EdgeFault *fault, const char *name, const char *otherwise);

void edge_fault_unref (EdgeFault *fault);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EdgeFault, edge_fault_unref)

G_END_DECLS
