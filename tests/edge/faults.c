/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faults.h"

struct _EdgeFaults {
  GPtrArray *list; /* of EdgeFault */
};

static const char *const kinds[] = {
    "accept-cut",
    "tls-cut",
    "tls-wrong-name",
    "tls-expired",
    "tls-unknown-ca",
    "tls-stall",
    "delay",
    "status",
    "reply-cut",
    "body-cut",
    "redirect",
    "not-cloudflare",
    "endless-head",
    "garbage",
    "bad-accept",
    "metadata-stripped",
    "metadata-bad-signature",
    "metadata-alg-none",
    "metadata-hs256",
    "metadata-foreign-key",
    "metadata-wrong-host",
    "metadata-foreign-domain",
    "metadata-old",
    "metadata-future",
    "metadata-empty-aud",
    "metadata-wrong-type",
    "metadata-oversized",
    "metadata-malformed",
    "jwks-malformed",
    "jwks-empty",
    "jwks-oversized",
    "transfer-bad-base64",
    "transfer-wrong-key",
    "transfer-truncated",
    "transfer-bad-json",
    "transfer-no-key",
    "sign-error",
    "tunnel-stall-read",
    "tunnel-stall-write",
    "tunnel-flood",
    "tunnel-ping-in-fragments",
    "tunnel-tiny-fragments",
    "tunnel-huge-message",
    "tunnel-masked",
    "tunnel-reserved-bits",
    "tunnel-bad-opcode",
    "tunnel-oversized-control",
    "tunnel-fragmented-control",
    "tunnel-stray-continuation",
    "tunnel-huge-length",
    "tunnel-text",
    "tunnel-invalid-close",
    "tunnel-close",
    "tunnel-drop",
    "tunnel-reset",
};

EdgeFaults *
edge_faults_new (void)
{
  EdgeFaults *faults = g_new0 (EdgeFaults, 1);

  faults->list = g_ptr_array_new_with_free_func ((GDestroyNotify) edge_fault_unref);
  return faults;
}

void
edge_faults_clear (EdgeFaults *faults)
{
  g_ptr_array_set_size (faults->list, 0);
}

static void
fault_clear (gpointer data)
{
  EdgeFault *fault = data;

  g_free (fault->kind);
  g_free (fault->host);
  json_object_unref (fault->parameters);
}

void
edge_fault_unref (EdgeFault *fault)
{
  g_atomic_rc_box_release_full (fault, fault_clear);
}

static gboolean
known (const char *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i], kind))
      return TRUE;
  return FALSE;
}

const char *
edge_faults_add (EdgeFaults *faults, JsonObject *order)
{
  const char *kind = json_object_get_string_member_with_default (order, "kind", "");
  const char *at = json_object_get_string_member_with_default (order, "at", NULL);
  const char *host = json_object_get_string_member_with_default (order, "host", "*");
  EdgeCounter at_kind = 0;
  EdgeFault *fault;

  if (!known (kind))
    return "no such kind of fault";
  if (at != NULL && !edge_kind_parse (at, &at_kind))
    return "'at' is no kind of request";
  fault = g_atomic_rc_box_new0 (EdgeFault);
  fault->kind = g_strdup (kind);
  fault->host = g_str_equal (host, "*") ? NULL : g_strdup (host);
  fault->at = at != NULL ? (int) at_kind : -1;
  fault->left = json_object_get_int_member_with_default (order, "count", -1);
  fault->parameters = json_object_ref (order);
  g_ptr_array_add (faults->list, fault);
  return NULL;
}

static gboolean
is_called (const EdgeFault *fault, const char *prefix)
{
  return g_str_has_suffix (prefix, "-") ? g_str_has_prefix (fault->kind, prefix)
                                        : g_str_equal (fault->kind, prefix);
}

EdgeFault *
edge_faults_take (EdgeFaults *faults, const char *prefix, const char *host, int at)
{
  for (guint i = 0; i < faults->list->len; i++) {
    EdgeFault *fault = g_ptr_array_index (faults->list, i);

    if (!is_called (fault, prefix) || (fault->at >= 0 && fault->at != at))
      continue;
    if (fault->host != NULL && (host == NULL || g_ascii_strcasecmp (fault->host, host) != 0))
      continue;
    g_atomic_rc_box_acquire (fault);
    if (fault->left > 0 && --fault->left == 0)
      g_ptr_array_remove_index (faults->list, i);
    return fault;
  }
  return NULL;
}

gint64
edge_fault_int (const EdgeFault *fault, const char *name, gint64 otherwise)
{
  return json_object_get_int_member_with_default (fault->parameters, name, otherwise);
}

const char *
edge_fault_text (const EdgeFault *fault, const char *name, const char *otherwise)
{
  return json_object_get_string_member_with_default (fault->parameters, name, otherwise);
}
