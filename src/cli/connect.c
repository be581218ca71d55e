/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "connect.h"

#include <string.h>

#include "access/verdict.h"
#include "ask.h"
#include "base/clock.h"
#include "base/error.h"
#include "carrier/endpoint.h"
#include "carrier/proxy.h"
#include "log.h"
#include "store/warm.h"
#include "worker.h"
#include "worker/wire.h"

#define HEADERS_MAX 64

/* One question to a person at a time; the threads of a listener then find the answer warm. */
static GMutex asking;

static LkPass *
pass_from_options (const LkConnectOptions *options)
{
  LkPass *pass = g_new0 (LkPass, 1);

  pass->client_id = g_strdup (options->client_id);
  pass->token = lk_secret_ref (options->client_secret);
  return pass;
}

static LkPass *
warm_pass (const LkConnectOptions *options)
{
  g_autoptr (LkWarm) warm = lk_warm_lookup (options->host, lk_clock_system ());
  LkPass *pass;

  if (warm == NULL)
    return NULL;
  pass = g_new0 (LkPass, 1);
  pass->token = g_steal_pointer (&warm->token);
  pass->proxy = g_steal_pointer (&warm->proxy);
  lk_log (LK_LOG_DEBUG, "%s: a warm %s", options->host,
          pass->token == NULL ? "answer: no token needed" : "token");
  return pass;
}

static LkPass *
ask (const LkConnectOptions *options, const LkPass *refused, GError **error)
{
  LkAsk question = {
      .host = options->host,
      .fedramp = options->fedramp,
      .interactive = !options->resident,
      .refused = refused != NULL,
      .refused_token = refused == NULL ? NULL : refused->token,
  };
  return lk_ask_pass (&question, error);
}

static LkPass *
first_pass (const LkConnectOptions *options, GError **error)
{
  LkPass *pass;

  if (options->client_id != NULL)
    return pass_from_options (options);
  pass = warm_pass (options);
  if (pass != NULL)
    return pass;

  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&asking);
  pass = warm_pass (options);
  return pass != NULL ? pass : ask (options, NULL, error);
}

/*
 * The proxy of the environment, else the one that the desktop prescribes. Where no token was obtained,
 * nobody has asked the desktop yet.
 */
static gboolean
find_proxy (const LkConnectOptions *options, const LkPass *pass, LkProxy **proxy, GError **error)
{
  g_autoptr (GVariant) reply = NULL;
  const char *url = pass->proxy;
  const char *desktop = g_getenv ("XDG_CURRENT_DESKTOP");
  g_autoptr (GError) local = NULL;

  *proxy = lk_proxy_from_environment (options->host, 443, &local);
  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (*proxy != NULL || lk_proxy_environment_decides (options->host, 443))
    return TRUE;
  if (url == NULL && desktop != NULL && *desktop != '\0') {
    g_auto (GVariantDict) request = G_VARIANT_DICT_INIT (NULL);

    g_variant_dict_insert (&request, "verb", "s", "proxy");
    g_variant_dict_insert (&request, "host", "s", options->host);
    reply = lk_worker_call (g_variant_dict_end (&request), NULL, NULL, NULL, NULL, error);
    if (reply == NULL)
      return FALSE;
    url = lk_wire_text (reply, "proxy");
  }
  if (url == NULL || *url == '\0')
    return TRUE;
  *proxy = lk_proxy_parse (url, error);
  return *proxy != NULL;
}

static gsize
fill_headers (const LkConnectOptions *options,
              const LkPass *pass,
              LkHeader *headers,
              GPtrArray *names)
{
  gsize n = 0;

  headers[n++] = (LkHeader){.name = "Accept", .value = "application/json"};
  if (pass->client_id != NULL) {
    headers[n++] = (LkHeader){.name = "CF-Access-Client-Id", .value = pass->client_id};
    headers[n++] = (LkHeader){.name = "CF-Access-Client-Secret", .secret = pass->token};
  } else if (pass->token != NULL) {
    headers[n++] = (LkHeader){.name = "Cf-Access-Token", .secret = pass->token};
  }
  if (options->destination != NULL)
    headers[n++] = (LkHeader){.name = "Cf-Access-Jump-Destination", .value = options->destination};
  for (guint i = 0; i < options->headers->len && n < HEADERS_MAX; i++) {
    const char *line = g_ptr_array_index (options->headers, i);
    const char *colon = strchr (line, ':');
    char *name = g_strndup (line, (gsize) (colon - line));

    g_ptr_array_add (names, name);
    headers[n++] = (LkHeader){.name = name, .value = colon + 2};
  }
  return n;
}

static void
on_carrier_log (const char *text, gpointer data)
{
  lk_log (LK_LOG_DEBUG, "%s", text);
}

static LkTunnel *
open_with (const LkConnectOptions *options,
           const LkPass *pass,
           int cancel_fd,
           LkReply **reply,
           GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (LkProxy) proxy = NULL;
  LkHeader headers[HEADERS_MAX];
  LkEndpoint endpoint = LK_ENDPOINT_INIT;

  if (!find_proxy (options, pass, &proxy, error))
    return NULL;
  endpoint.host = options->host;
  endpoint.connect_to = g_getenv ("LATCHKEY_CONNECT_TO");
  endpoint.proxy = proxy;
  endpoint.user_agent = "latchkey/" LK_VERSION;
  endpoint.headers = headers;
  endpoint.n_headers = fill_headers (options, pass, headers, names);
  endpoint.log = on_carrier_log;
  return lk_tunnel_open (&endpoint, cancel_fd, reply, error);
}

static const char *
reply_header (gpointer data, const char *name)
{
  return lk_reply_header (data, name);
}

/* Whether another token is worth an attempt after this reply; if not, @error says what is wrong. */
static gboolean
may_retry (const LkConnectOptions *options, const LkPass *pass, LkReply *reply, GError **error)
{
  LkUpgradeReply question = {
      .status = lk_reply_status (reply),
      .header = reply_header,
      .header_data = reply,
      .host = options->host,
      .service_token = pass->client_id != NULL,
      .token_sent = pass->token != NULL && pass->client_id == NULL,
      .token_fresh = pass->fresh,
  };
  g_autoptr (GError) verdict = NULL;
  guint retry_after;

  lk_log (LK_LOG_INFO, "%s: the upgrade was answered with status %u", options->host,
          question.status);
  question.body = lk_reply_body (reply, &question.body_length);
  if (lk_verdict (&question, &retry_after, &verdict) == LK_VERDICT_LOGIN && !pass->fresh &&
      pass->client_id == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&verdict));
  return FALSE;
}

LkTunnel *
lk_connect_open (const LkConnectOptions *options, int cancel_fd, GError **error)
{
  g_autoptr (LkPass) pass = first_pass (options, error);
  g_autoptr (LkPass) second = NULL;
  g_autoptr (LkReply) reply = NULL;
  g_autoptr (LkReply) again = NULL;
  LkTunnel *tunnel;

  if (pass == NULL)
    return NULL;
  tunnel = open_with (options, pass, cancel_fd, &reply, error);
  if (reply == NULL || !may_retry (options, pass, reply, error))
    return tunnel;

  g_mutex_lock (&asking);
  second = ask (options, pass, error);
  g_mutex_unlock (&asking);
  if (second == NULL)
    return NULL;
  tunnel = open_with (options, second, cancel_fd, &again, error);
  if (again != NULL)
    may_retry (options, second, again, error);
  return tunnel;
}
