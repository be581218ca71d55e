/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "testlib-random.h"

#include "testlib-config.h"

#define PICK(list) list[g_test_rand_int_range (0, G_N_ELEMENTS (list))]

const char *const lk_test_hosts[] = {"web",      "web.example.com", "DB.example.com",
                                     "10.0.0.7", "127.1",           NULL};

static const char *
random_option (void)
{
  static const char *const lines[] = {"Port 2022",
                                      "Port=23",
                                      "port \"24\"",
                                      "User alice",
                                      "User bob",
                                      "HostName %h.internal",
                                      "HostName web.example.com",
                                      "HostName 10.0.0.9",
                                      "HostName ::0:1",
                                      "HostName WEB",
                                      "IdentityFile ~/.ssh/a",
                                      "IdentityFile ~/.ssh/b",
                                      "IdentityFile \"/tmp/with blank\"",
                                      "CertificateFile /tmp/c",
                                      "SendEnv LANG LC_*",
                                      "SendEnv FOO",
                                      "SetEnv A=1 B=2",
                                      "SetEnv A=3",
                                      "LocalForward 8080 localhost:80",
                                      "LocalForward /tmp/s /tmp/t",
                                      "RemoteForward 9 a:9",
                                      "DynamicForward 1080",
                                      "ProxyCommand nc %h %p # not a comment",
                                      "ProxyCommand none",
                                      "ProxyJump j@jump:2",
                                      "Compression yes # a comment",
                                      "ForwardAgent yes",
                                      "ServerAliveInterval 2m",
                                      "ConnectTimeout=7",
                                      "StrictHostKeyChecking accept-new",
                                      "UserKnownHostsFile /tmp/k1 /tmp/k2",
                                      "LogLevel VERBOSE",
                                      "ControlMaster auto",
                                      "ControlPath ~/.ssh/%C",
                                      "Ciphers +aes128-cbc",
                                      "ChallengeResponseAuthentication no",
                                      "RequestTTY force",
                                      "EscapeChar none",
                                      "IPQoS af21 cs1",
                                      "RekeyLimit 1G 1h",
                                      "PreferredAuthentications publickey",
                                      "CanonicalizeHostname yes",
                                      "CanonicalizeHostname no",
                                      "ConnectTimeout none",
                                      "SendEnv -L* A",
                                      "IgnoreUnknown foo*,UseKeychain",
                                      "ProxyJump none",
                                      "ProxyCommand ssh 'a b' \"c",
                                      "LocalForward 8081 /tmp/%n",
                                      "RemoteForward 1080",
                                      "PermitRemoteOpen a:1 b:*",
                                      "StreamLocalBindMask 0077",
                                      "StreamLocalBindMask 0000",
                                      "SyslogFacility AUTH",
                                      "SyslogFacility LOCAL3",
                                      "ForwardAgent /tmp",
                                      "AddKeysToAgent confirm 5m",
                                      "ControlPersist 10m",
                                      "HostKeyAlgorithms ^ssh-rsa",
                                      "PubkeyAcceptedKeyTypes -ssh-*",
                                      "KexAlgorithms curve25519-sha256",
                                      "GlobalKnownHostsFile none",
                                      "IdentityAgent ${HOME}/agent",
                                      "AddressFamily inet6",
                                      "ClearAllForwardings yes",
                                      "Tunnel ethernet",
                                      "BatchMode TRUE",
                                      "Protocol 2",
                                      "RSAAuthentication a b",
                                      "LocalCommand echo \"%h\"",
                                      "HostKeyAlias alias"};

  return PICK (lines);
}

static const char *
random_header (void)
{
  static const char *const lines[] = {"Host web",
                                      "Host=web",
                                      "HOST *.example.com !db.*",
                                      "Host \"DB.*\" 10.0.0.?",
                                      "Host *",
                                      "Host !web *",
                                      "Host nothing",
                                      "Match host web.example.com",
                                      "Match host *.EXAMPLE.com,!db.*",
                                      "Match !host *.internal",
                                      "Match originalhost web,10.*",
                                      "Match user alice",
                                      "Match user !bob,* host web*",
                                      "Match localuser nobody",
                                      "Match !localuser nobody",
                                      "Match all",
                                      "Match user root all # a comment",
                                      "Match=host=web",
                                      "Match canonical host 127.0.0.1",
                                      "Host 127.0.0.1 ::1",
                                      "Match final",
                                      "Match !final host *",
                                      "Match canonical all",
                                      "Match final host *.internal",
                                      "Match final !user bob # a comment"};

  return PICK (lines);
}

/* Most of them are refused; what stands in a file that is included in vain is read more leniently. */
static const char *
random_mistake (void)
{
  static const char *const lines[] = {"Prot 2",
                                      "foobar x",
                                      "UseKeychain yes",
                                      "Port",
                                      "Port x",
                                      "Port 22 23",
                                      "User \"a",
                                      "=Port 3",
                                      "Host",
                                      "Host \"\"",
                                      "Host web \"\"",
                                      "Host !web \"\"",
                                      "Host \"web",
                                      "Match",
                                      "Match host",
                                      "Match host # web",
                                      "Match bogus x",
                                      "Match user a b all",
                                      "Match user a host b all",
                                      "Match all x",
                                      "Match !all",
                                      "Match \"\"",
                                      "Match host web \"\"",
                                      "Match host web \"\" x",
                                      "Match host 'web",
                                      "Match canonical all \"\" x",
                                      "Include",
                                      "Include \"\"",
                                      "Include \"a"};

  return PICK (lines);
}

/* A file with blocks; those of the upper levels include others. */
static void
random_file (const char *folder, const char *name, int level, int mistakes)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (int n = g_test_rand_int_range (0, 12); n > 0; n--) {
    int kind = g_test_rand_int_range (0, 10);

    if (g_test_rand_int_range (0, 100) < mistakes)
      g_string_append (text, random_mistake ());
    else if (kind < 3)
      g_string_append (text, random_header ());
    else if (kind == 3 && level < 2)
      g_string_append_printf (text, "%sInclude %s/%d-* %s/absent", n % 2 ? "  " : "", folder,
                              level + 1, folder);
    else if (kind == 4)
      g_string_append (text, "# a comment\n");
    else
      g_string_append_printf (text, "\t%s%s", random_option (), n % 5 ? "" : "\r");
    g_string_append_c (text, '\n');
  }
  lk_test_put (folder, name, text->str, (gssize) text->len);
}

void
lk_test_random_tree (const char *folder, int mistakes)
{
  random_file (folder, "config", 0, mistakes);
  random_file (folder, "1-a", 1, mistakes);
  random_file (folder, "1-b", 1, mistakes);
  random_file (folder, "2-a", 2, mistakes);
}

char *
lk_test_ssh (const char *config, const char *host, const char *user)
{
  const char *argv[] = {"ssh", "-G", "-F", config, host, NULL};
  const char *with_user[] = {"ssh", "-G", "-F", config, "-l", user, host, NULL};
  char *out = NULL;
  int status;

  g_assert_true (g_spawn_sync (NULL, (char **) (user == NULL ? argv : with_user), NULL,
                               G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &out,
                               NULL, &status, NULL));
  if (g_spawn_check_wait_status (status, NULL))
    return out;
  g_free (out);
  return NULL;
}
