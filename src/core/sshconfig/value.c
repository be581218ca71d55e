/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sshconfig/value.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "sshconfig/ask-ssh.h"
#include "sshconfig/style.h"

/* Those of OpenSSH 9.2, and three of later ones; without Host, Match and Include. */
static const char *const option_names[] = {"AddKeysToAgent",
                                           "AddressFamily",
                                           "BatchMode",
                                           "BindAddress",
                                           "BindInterface",
                                           "CanonicalDomains",
                                           "CanonicalizeFallbackLocal",
                                           "CanonicalizeHostname",
                                           "CanonicalizeMaxDots",
                                           "CanonicalizePermittedCNAMEs",
                                           "CASignatureAlgorithms",
                                           "CertificateFile",
                                           "ChannelTimeout",
                                           "CheckHostIP",
                                           "Ciphers",
                                           "ClearAllForwardings",
                                           "Compression",
                                           "ConnectionAttempts",
                                           "ConnectTimeout",
                                           "ControlMaster",
                                           "ControlPath",
                                           "ControlPersist",
                                           "DynamicForward",
                                           "EnableEscapeCommandline",
                                           "EnableSSHKeysign",
                                           "EscapeChar",
                                           "ExitOnForwardFailure",
                                           "FingerprintHash",
                                           "ForkAfterAuthentication",
                                           "ForwardAgent",
                                           "ForwardX11",
                                           "ForwardX11Timeout",
                                           "ForwardX11Trusted",
                                           "GatewayPorts",
                                           "GlobalKnownHostsFile",
                                           "GSSAPIAuthentication",
                                           "GSSAPIDelegateCredentials",
                                           "HashKnownHosts",
                                           "HostbasedAcceptedAlgorithms",
                                           "HostbasedAuthentication",
                                           "HostKeyAlgorithms",
                                           "HostKeyAlias",
                                           "HostName",
                                           "IdentitiesOnly",
                                           "IdentityAgent",
                                           "IdentityFile",
                                           "IgnoreUnknown",
                                           "IPQoS",
                                           "KbdInteractiveAuthentication",
                                           "KbdInteractiveDevices",
                                           "KexAlgorithms",
                                           "KnownHostsCommand",
                                           "LocalCommand",
                                           "LocalForward",
                                           "LogLevel",
                                           "LogVerbose",
                                           "MACs",
                                           "NoHostAuthenticationForLocalhost",
                                           "NumberOfPasswordPrompts",
                                           "ObscureKeystrokeTiming",
                                           "PasswordAuthentication",
                                           "PermitLocalCommand",
                                           "PermitRemoteOpen",
                                           "PKCS11Provider",
                                           "Port",
                                           "PreferredAuthentications",
                                           "ProxyCommand",
                                           "ProxyJump",
                                           "ProxyUseFdpass",
                                           "PubkeyAcceptedAlgorithms",
                                           "PubkeyAuthentication",
                                           "RekeyLimit",
                                           "RemoteCommand",
                                           "RemoteForward",
                                           "RequestTTY",
                                           "RequiredRSASize",
                                           "RevokedHostKeys",
                                           "SecurityKeyProvider",
                                           "SendEnv",
                                           "ServerAliveCountMax",
                                           "ServerAliveInterval",
                                           "SessionType",
                                           "SetEnv",
                                           "StdinNull",
                                           "StreamLocalBindMask",
                                           "StreamLocalBindUnlink",
                                           "StrictHostKeyChecking",
                                           "SyslogFacility",
                                           "Tag",
                                           "TCPKeepAlive",
                                           "Tunnel",
                                           "TunnelDevice",
                                           "UpdateHostKeys",
                                           "User",
                                           "UserKnownHostsFile",
                                           "VerifyHostKeyDNS",
                                           "VisualHostKey",
                                           "XAuthLocation",
                                           NULL};

/* Whether the option has exactly one argument, which may well have blanks in it. */
static gboolean
is_single (const char *name)
{
  static const char *const names[] = {
      "bindaddress", "certificatefile", "controlpath",  "hostkeyalias",
      "hostname",    "identityagent",   "identityfile", "pkcs11provider",
      "port",        "revokedhostkeys", "user",         "xauthlocation",
      NULL};

  return g_strv_contains (names, name);
}

char *
lk_config_value_text (const LkConfigFile *file, guint line)
{
  g_autoptr (LkConfigWords) words = lk_config_file_words (file, line);
  LkSpan span = words->rest;
  char *text;

  if (is_single (words->name) && words->n_args == 1)
    return g_utf8_validate (words->args[0].value, -1, NULL) ? g_strdup (words->args[0].value)
                                                            : NULL;
  if (!lk_config_is_raw (words->name) && words->n_args > 0) {
    const LkSpan *last = &words->args[words->n_args - 1].span;

    span.start = words->args[0].span.start;
    span.length = last->start + last->length - span.start;
  }
  text = g_strndup (lk_config_file_text (file, line) + span.start, span.length);
  if (!g_utf8_validate (text, (gssize) span.length, NULL))
    g_clear_pointer (&text, g_free);
  return text;
}

GStrv
lk_config_value_parse (const char *name, const char *text, GError **error)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);
  g_autofree char *value = g_strstrip (g_strdup (text));
  g_autofree char *line = g_strconcat (lower, " ", value, NULL);
  g_autoptr (LkConfigWords) words = lk_config_words_split (line, strlen (line));
  g_autoptr (GStrvBuilder) values = g_strv_builder_new ();

  if (*value == '\0') {
    g_set_error (error, LK_ERROR, LK_ERROR_USAGE, _ ("%s needs a value"), name);
    return NULL;
  }
  if (is_single (lower) && words->n_args == 1 && *value == '"') {
    g_strv_builder_add (values, words->args[0].value);
  } else if (is_single (lower) || lk_config_is_raw (lower)) {
    g_strv_builder_add (values, value);
  } else if (words->fault != LK_CONFIG_SOUND) {
    g_set_error (error, LK_ERROR, LK_ERROR_USAGE, _ ("a quote of this value does not end"));
    return NULL;
  } else if (words->comment.length > 0) {
    g_set_error (error, LK_ERROR, LK_ERROR_USAGE,
                 _ ("a comment would begin at the #; put the value into double quotes"));
    return NULL;
  }
  for (guint i = 0; i < words->n_args && !is_single (lower) && !lk_config_is_raw (lower); i++)
    g_strv_builder_add (values, words->args[i].value);
  return g_strv_builder_end (values);
}

gboolean
lk_config_value_check (const char *ssh, const char *name, const char *const *values, GError **error)
{
  const LkConfigStyle style = {.indent = (char *) "", .separator = (char *) " ", .ending = "\n"};
  g_autofree char *line = lk_config_style_line (&style, name, values, error);
  g_autofree char *complaint = NULL;
  g_autofree char *answer = NULL;
  g_autofree char *shown = NULL;
  g_autoptr (GString) config = g_string_new (line);
  const char *what;

  if (line == NULL)
    return FALSE;
  g_string_append_c (config, '\n');
  answer = lk_ask_ssh (ssh, config, "localhost", NULL, &complaint, error);
  if (answer != NULL)
    return TRUE;
  if (complaint == NULL)
    return FALSE;
  /* "/dev/stdin line 1: Bad number." */
  what = strstr (complaint, "line 1: ");
  what = what == NULL ? complaint : what + strlen ("line 1: ");
  shown = lk_printable (what, (gssize) strcspn (what, "\r\n"));
  g_set_error (error, LK_ERROR, LK_ERROR_USAGE, _ ("ssh does not take this: %s"), shown);
  return FALSE;
}

const char *const *
lk_config_option_names (void)
{
  return option_names;
}
