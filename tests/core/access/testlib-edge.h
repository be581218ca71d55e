/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "access/client.h"
#include "testlib-keys.h"

/* A TLS server in this process that stands for every host of a test, and a client that is led to it. It
 * answers as a test's handler says; without one, as the edge does when all is well. */

#define TEST_HOST "ssh.example.com"
#define TEST_TEAM "team.cloudflareaccess.com"
#define TEST_AUD "0123456789abcdef"
#define TEST_NOW 1800000000

typedef struct _TestEdge TestEdge;

/* Returns FALSE to leave the answer to the edge. */
typedef gboolean (*TestHandler) (TestEdge *edge,
                                 SoupServerMessage *message,
                                 const char *host,
                                 const char *path);

struct _TestEdge {
  SoupServer *server;
  char *dir;
  char *authority;    /* PEM */
  char *trust_file;   /* of the authority */
  char *connect_to;   /* "127.0.0.1:PORT" */
  TestKey *key;       /* signs */
  TestKey *published; /* in the key set */
  LkAccessClient *client;
  LkApp *app;
  LkToken *org_token;

  TestHandler handler;
  guint requests; /* to any host */
  guint fetches;  /* of the key set */
  guint polls;
  GString *seen; /* "METHOD host path cookie\n" for each request */
};

extern gint64 test_now;
gint64 test_clock (void);

TestEdge *test_edge_new (void);
void test_edge_free (TestEdge *edge);

/* Stops serving with the certificate for all hosts and uses this PEM. */
void test_edge_set_certificate (TestEdge *edge, const char *pem);

/* Another client of the same edge; fields of @change that are set replace the usual. */
LkAccessClient *test_edge_client (TestEdge *edge, const LkAccessConfig *change);

/* Tokens as the edge makes them; the payload's usual values may be replaced, NULL and 0 keep them. */
char *test_metadata_payload (const char *hostname, gint64 iat);
char *test_token_payload (const char *type, const char *aud, gint64 iat, gint64 exp);
LkSecret *test_metadata (TestEdge *edge);
LkSecret *test_token (TestEdge *edge, const char *type);

void test_reply (SoupServerMessage *message, guint status, const char *body);
void test_header (SoupServerMessage *message, const char *name, const char *value);
void test_redirect (SoupServerMessage *message, const char *location);

/* Runs the main loop until an operation has called back test_done(). */
void test_done (GObject *source, GAsyncResult *result, gpointer user_data);
GAsyncResult *test_wait (GAsyncResult **result);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestEdge, test_edge_free)
