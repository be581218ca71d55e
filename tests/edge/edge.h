/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "config.h"
#include "faults.h"
#include "model.h"
#include "pki.h"
#include "stats.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

typedef struct _EdgeTransfers EdgeTransfers;
typedef struct _EdgeSigner EdgeSigner;

/** Edge: the parts, as main.c puts them together */
typedef struct {
  EdgeConfig *config;
  EdgePki *pki;
  EdgeModel *model;
  EdgeTransfers *transfers;
  EdgeFaults *faults;
  EdgeStats *stats;
  EdgeSigner *signer;
  SoupServer *server;
} Edge;

/** EdgeRequest: a request and what it is about; who answers later holds a reference and pauses the message */
typedef struct {
  Edge *edge;
  SoupServerMessage *message;
  char *host;      /* the Host header without the port, lower case */
  char *authority; /* ":PORT" of the Host header, or "": redirects keep it */
  char *path;
  GHashTable *query; /* may be empty, never NULL */
  EdgeApp *app;      /* at most one of app and team is there */
  EdgeTeam *team;
  gboolean transfer; /* the transfer service's host */
  EdgeCounter kind;
} EdgeRequest;

EdgeRequest *edge_request_ref (EdgeRequest *request);
void edge_request_unref (EdgeRequest *request);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EdgeRequest, edge_request_unref)

/** edge_request_query: Returns: (transfer none) (nullable): a parameter of the query */
const char *edge_request_query (const EdgeRequest *request, const char *name);

/** edge_request_header: Returns: (transfer none) (nullable): a header of the request */
const char *edge_request_header (const EdgeRequest *request, const char *name);

/** edge_request_cookie: Returns: (transfer full) (nullable): a cookie of the request */
char *edge_request_cookie (const EdgeRequest *request, const char *name);

/** edge_request_form: Returns: (transfer full): the fields of an HTML form in the body; never %NULL */
GHashTable *edge_request_form (const EdgeRequest *request);

/** edge_request_json: Returns: (transfer full) (nullable): the object in the body */
JsonObject *edge_request_json (const EdgeRequest *request);

/** edge_server_attach: answers on @edge->server as the whole of Cloudflare would */
void edge_server_attach (Edge *edge);

/** edge_app_host: answers for a protected name (protocol.md, 2, 3, 4, 6) */
void edge_app_host (EdgeRequest *request);

/** edge_team_host: answers for a team domain: keys, login, identity, certificates (protocol.md, 1, 3, 5) */
void edge_team_host (EdgeRequest *request);

/** edge_upgrade_note: keeps the headers of an upgrade request for the statistics, whatever becomes of it */
void edge_upgrade_note (EdgeRequest *request);

/** edge_app_upgrade: the carrier's request: refuses it or starts a tunnel */
void edge_app_upgrade (EdgeRequest *request);

/** edge_login: the team's login path: silent exchange, login page, approval */
void edge_login (EdgeRequest *request);

G_END_DECLS
