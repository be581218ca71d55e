/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "transfer.h"

#include "reply.h"
#include "seal.h"

#include <string.h>

typedef struct {
  EdgeApp *app;    /* NULL until a browser came */
  GQueue polls;    /* of Poll */
  char *plaintext; /* NULL until approved */
} Transfer;

typedef struct {
  Transfer *transfer;
  EdgeRequest *request;
  guint timeout;
  gulong finished;
} Poll;

struct _EdgeTransfers {
  GHashTable *by_key; /* public key -> Transfer */
};

#define PATH "/transfer/"

static void
poll_free (Poll *poll)
{
  g_clear_handle_id (&poll->timeout, g_source_remove);
  g_clear_signal_handler (&poll->finished, poll->request->message);
  edge_request_unref (poll->request);
  g_free (poll);
}

static void
not_yet (EdgeRequest *request)
{
  edge_reply (request, SOUP_STATUS_NOT_FOUND, "text/plain", "not found\n");
}

/* Ends a poll that is being waited for; the reply is set. */
static void
poll_end (Poll *poll)
{
  g_queue_remove (&poll->transfer->polls, poll);
  soup_server_message_unpause (poll->request->message);
  poll_free (poll);
}

static void
transfer_free (gpointer data)
{
  Transfer *transfer = data;

  while (!g_queue_is_empty (&transfer->polls)) {
    Poll *poll = g_queue_peek_head (&transfer->polls);

    not_yet (poll->request);
    poll_end (poll);
  }
  g_free (transfer->plaintext);
  g_free (transfer);
}

EdgeTransfers *
edge_transfers_new (void)
{
  EdgeTransfers *transfers = g_new0 (EdgeTransfers, 1);

  transfers->by_key = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, transfer_free);
  return transfers;
}

void
edge_transfers_reset (Edge *edge)
{
  g_hash_table_remove_all (edge->transfers->by_key);
}

static Transfer *
transfer_of (Edge *edge, const char *key)
{
  Transfer *transfer = g_hash_table_lookup (edge->transfers->by_key, key);

  if (transfer == NULL) {
    transfer = g_new0 (Transfer, 1);
    g_hash_table_insert (edge->transfers->by_key, g_strdup (key), transfer);
  }
  return transfer;
}

/* Once the whole reply is on its way, the credential is gone from here. */
static void
on_delivered (SoupServerMessage *message, gpointer user_data)
{
  EdgeRequest *request = user_data;

  edge_stats_add (request->edge->stats, EDGE_TRANSFER_DELIVERED, 1);
  g_hash_table_remove (request->edge->transfers->by_key, request->path + strlen (PATH));
}

static void
answer (EdgeRequest *request, const Transfer *transfer)
{
  g_autoptr (EdgeFault) fault = edge_faults_take (request->edge->faults, "transfer-", NULL, -1);
  g_autofree char *sender = NULL;
  g_autofree char *body =
      edge_seal (transfer->plaintext, request->path + strlen (PATH), fault, &sender);

  if (sender != NULL)
    edge_reply_header (request, "service-public-key", sender);
  edge_reply (request, SOUP_STATUS_OK, "text/plain", body);
  g_signal_connect_data (request->message, "wrote-body", G_CALLBACK (on_delivered),
                         edge_request_ref (request), (GClosureNotify) edge_request_unref, 0);
}

static gboolean
on_poll_timeout (gpointer user_data)
{
  Poll *poll = user_data;

  poll->timeout = 0;
  not_yet (poll->request);
  poll_end (poll);
  return G_SOURCE_REMOVE;
}

/* The client hung up. */
static void
on_poll_finished (SoupServerMessage *message, gpointer user_data)
{
  Poll *poll = user_data;

  g_queue_remove (&poll->transfer->polls, poll);
  poll_free (poll);
}

void
edge_transfer_poll (EdgeRequest *request)
{
  const char *key = request->path + strlen (PATH);
  Transfer *transfer;
  Poll *poll;

  if (!g_str_has_prefix (request->path, PATH) || !edge_seal_is_key (key)) {
    edge_reply (request, SOUP_STATUS_BAD_REQUEST, "text/plain", "no such resource\n");
    return;
  }
  transfer = transfer_of (request->edge, key);
  if (transfer->plaintext != NULL) {
    answer (request, transfer);
    return;
  }
  poll = g_new0 (Poll, 1);
  poll->transfer = transfer;
  poll->request = edge_request_ref (request);
  poll->timeout =
      g_timeout_add_seconds (request->edge->config->poll_seconds, on_poll_timeout, poll);
  poll->finished =
      g_signal_connect (request->message, "finished", G_CALLBACK (on_poll_finished), poll);
  g_queue_push_tail (&transfer->polls, poll);
  soup_server_message_pause (request->message);
}

void
edge_transfer_seen (Edge *edge, const char *key, EdgeApp *app)
{
  transfer_of (edge, key)->app = app;
}

gboolean
edge_transfer_deliver (Edge *edge,
                       const char *key,
                       const EdgeApp *app,
                       const EdgeSession *session,
                       gboolean both)
{
  g_autofree char *app_token = edge_model_app_token (edge->model, app, session);
  g_autofree char *org_token = edge_model_org_token (edge->model, session);
  g_autoptr (JsonObject) object = json_object_new ();
  Transfer *transfer;
  Poll *poll;

  if (!edge_seal_is_key (key))
    return FALSE;
  json_object_set_string_member (object, "app_token", app_token);
  if (both)
    json_object_set_string_member (object, "org_token", org_token);
  transfer = transfer_of (edge, key);
  g_free (transfer->plaintext);
  transfer->plaintext = edge_json_text (object);
  /* One poll gets it; another one for the same key would be somebody who looked over a shoulder. */
  if ((poll = g_queue_peek_head (&transfer->polls)) != NULL) {
    answer (poll->request, transfer);
    poll_end (poll);
  }
  return TRUE;
}

/* Copies of the keys of all logins that wait, or of @key alone. */
static GPtrArray *
waiting (Edge *edge, const char *key)
{
  GPtrArray *keys = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  const char *name;
  Transfer *transfer;

  g_hash_table_iter_init (&iter, edge->transfers->by_key);
  while (g_hash_table_iter_next (&iter, (gpointer *) &name, (gpointer *) &transfer))
    if (transfer->plaintext == NULL && (key == NULL || g_str_equal (key, name)))
      g_ptr_array_add (keys, g_strdup (name));
  return keys;
}

guint
edge_transfer_approve (Edge *edge, const char *key, EdgeApp *app, const char *email)
{
  g_autoptr (GPtrArray) keys = NULL;
  guint count = 0;

  if (key != NULL && edge_seal_is_key (key))
    transfer_of (edge, key);
  keys = waiting (edge, key);
  for (guint i = 0; i < keys->len; i++) {
    EdgeApp *seen = transfer_of (edge, g_ptr_array_index (keys, i))->app;
    EdgeApp *target = app != NULL ? app : seen;

    if (target == NULL)
      continue;
    edge_stats_approved (edge->stats);
    edge_transfer_deliver (
        edge, g_ptr_array_index (keys, i), target,
        edge_model_login (edge->model, edge_model_team_by_name (edge->model, target->team), email),
        TRUE);
    count++;
  }
  return count;
}

guint
edge_transfer_deny (Edge *edge, const char *key)
{
  g_autoptr (GPtrArray) keys = waiting (edge, key);

  for (guint i = 0; i < keys->len; i++)
    transfer_of (edge, g_ptr_array_index (keys, i))->app = NULL;
  return keys->len;
}

JsonArray *
edge_transfer_pending (Edge *edge)
{
  g_autoptr (GPtrArray) keys = waiting (edge, NULL);
  JsonArray *list = json_array_new ();

  for (guint i = 0; i < keys->len; i++) {
    const char *key = g_ptr_array_index (keys, i);
    const Transfer *transfer = transfer_of (edge, key);
    JsonObject *object = json_object_new ();

    json_object_set_string_member (object, "token", key);
    json_object_set_int_member (object, "polls", g_queue_get_length ((GQueue *) &transfer->polls));
    if (transfer->app != NULL)
      json_object_set_string_member (object, "app", transfer->app->host);
    json_array_add_object_element (list, object);
  }
  return list;
}
