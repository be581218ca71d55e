/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  EDGE_POLICY_ALLOW = 1 << 0,   /* people who logged in */
  EDGE_POLICY_SERVICE = 1 << 1, /* service tokens */
  EDGE_POLICY_DENY = 1 << 2,    /* nobody, logged in or not */
  EDGE_POLICY_BYPASS = 1 << 3,  /* everybody, and Access does not show itself */
} EdgePolicy;

/** EdgeApp: a protected name and the TCP service behind it */
typedef struct {
  char *host;   /* exact, or "*.example.com" */
  char *origin; /* "127.0.0.1:PORT" */
  char *aud;
  char *team;
  char *app_hostname; /* what the metadata says; may be "" */
  gint64 session;     /* seconds; 0 = a token serves one dial */
  guint policy;       /* EdgePolicy */
  gboolean bastion;   /* the client names the origin */
  gboolean binding;   /* Binding Cookie: no WebSocket client gets in */
  gboolean ca;        /* the administrator made an SSH CA */
} EdgeApp;

/** EdgeTeamConfig: "--team" */
typedef struct {
  char *name;
  gint64 session;
} EdgeTeamConfig;

/** EdgeConfig: everything the command line says */
typedef struct {
  GPtrArray *apps;            /* of EdgeApp */
  GPtrArray *teams;           /* of EdgeTeamConfig */
  GHashTable *service_tokens; /* Client ID -> secret */
  char *user;
  char *ca_path;
  char *control_path; /* NULL: in a folder of our own */
  int port;
  int ping_ms;
  int poll_seconds;
  int cert_seconds; /* how long an SSH certificate lives; negative for one that is over already */
  gboolean auto_approve;
  gboolean die_with_parent;
} EdgeConfig;

/** edge_config_parse: Returns: (transfer full): %NULL with an error when the arguments make no sense */
EdgeConfig *edge_config_parse (int *argc, char ***argv, GError **error);

/** edge_policy_parse: "allow", "service", "deny", "bypass" or several joined by '+'; 0 for anything else */
guint edge_policy_parse (const char *text);

G_END_DECLS
