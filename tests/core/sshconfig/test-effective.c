/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sshconfig/effective.h"

#include <string.h>
#include <gio/gio.h>

#include "base/error.h"
#include "testlib-config.h"

static GPtrArray *
effective (const LkConfigTree *tree, const char *host, const char *user, GError **error)
{
  const LkConfigTree *trees[] = {tree};
  const LkConfigTarget target = {host, user, g_get_user_name ()};

  return lk_config_effective ("ssh", trees, 1, &target, error);
}

/* "value 3 shadowed:5,7 maybe:9", the lines counted from 1, 0 for a default */
static void
check (const char *text, const char *host, const char *name, const char *expected)
{
  g_autoptr (LkConfigTree) tree = lk_test_from (text);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) options = effective (tree, host, NULL, &error);
  g_autoptr (GString) got = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < options->len; i++) {
    const LkConfigOption *option = g_ptr_array_index (options, i);
    const GArray *others[] = {option->shadowed, option->maybe};

    if (!g_str_equal (option->name, name))
      continue;
    g_string_append_printf (got, "%s%s %u", got->len == 0 ? "" : "; ", option->value,
                            option->from == NULL ? 0 : option->from->line + 1);
    for (guint j = 0; j < 2; j++)
      for (guint k = 0; k < others[j]->len; k++)
        g_string_append_printf (got, " %s:%u", j == 0 ? "shadowed" : "maybe",
                                g_array_index (others[j], LkConfigApplied, k).line + 1);
  }
  g_assert_cmpstr (got->str, ==, expected);
}

static void
test_sources (void)
{
  check ("", "h", "port", "22 0");
  check ("Host h\n Port 1\nHost *\n Port 2\n Port 3\n", "h", "port", "1 2 shadowed:4 shadowed:5");
  check ("Host x\n Port 1\nHost *\n Port 2\n", "h", "port", "2 4");
  check ("ChallengeResponseAuthentication no\n", "h", "kbdinteractiveauthentication", "no 1");
  check ("IdentityFile ~/a\nHost *\n IdentityFile ~/b\n", "h", "identityfile", "~/a 1; ~/b 3");
  check ("IdentityFile ~/a\nHost *\n IdentityFile ~/a\n IdentityFile ~/b\n", "h", "identityfile",
         "~/a 1; ~/b 4");
  check ("SendEnv A B\nSendEnv C\n", "h", "sendenv", "A 1; B 1; C 2");
  check ("LocalForward 1 a:2\nLocalForward 3 b:4\n", "h", "localforward", "1 [a]:2 1; 3 [b]:4 2");
  check ("ProxyJump j\nProxyCommand c\n", "h", "proxyjump", "j 1 shadowed:2");
  check ("Match host real\n User u\nHost h\n HostName real\nMatch host real\n User v\n", "h",
         "user", "v 6");
}

/* Nothing is run, and what depends on it is told. */
static void
test_exec (void)
{
  char *folder = lk_test_folder ();
  g_autofree char *mark = g_build_filename (folder, "mark", NULL);
  g_autofree char *text = g_strdup_printf (
      "Match host h exec \"touch %s\"\n Port 1\nMatch host x exec \"touch %s\"\n Port 2\n"
      "Match !exec \"touch %s\"\n Port 3\nHost *\n Port 4\n",
      mark, mark, mark);

  check (text, "h", "port", "4 8 maybe:2 maybe:6");
  g_assert_false (g_file_test (mark, G_FILE_TEST_EXISTS));
  lk_test_remove (folder);
}

static void
test_refused (void)
{
  g_autoptr (LkConfigTree) tree = lk_test_from ("Port 1\nHost x\n Prot 2\n");
  g_autoptr (GError) error = NULL;

  g_assert_null (effective (tree, "h", NULL, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_CONFIG);
  g_assert_nonnull (strstr (error->message, "line 3"));
  g_assert_nonnull (strstr (error->message, "prot"));
}

/* The real one as the authority */

/* Two ssh processes for each tree and host; the sanitizers' build has other things to find. */
#ifdef TEST_SANITIZED
#define TREES 100
#else
#define TREES 600
#endif
#define PICK(list) list[g_test_rand_int_range (0, G_N_ELEMENTS (list))]

static const char *const hosts[] = {"web", "web.example.com", "DB.example.com", "10.0.0.7"};

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
                                      "Match final",
                                      "Match !final host *",
                                      "Match canonical all",
                                      "Match final host *.internal",
                                      "Match final !user bob # a comment"};

  return PICK (lines);
}

/* A file with blocks; those of the upper levels include others. */
static void
random_file (const char *folder, const char *name, int level)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (int n = g_test_rand_int_range (0, 12); n > 0; n--) {
    int kind = g_test_rand_int_range (0, 10);

    if (kind < 3)
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

static char *
real_answer (const char *config, const char *host, const char *user)
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

static void
compare (const char *folder, const char *host, const char *user, guint *equal)
{
  g_autofree char *config = g_build_filename (folder, "config", NULL);
  g_autoptr (LkConfigTree) tree = lk_test_read (folder);
  g_autofree char *expected = real_answer (config, host, user);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) options = effective (tree, host, user, &error);
  g_autoptr (GString) got = g_string_new (NULL);

  for (guint i = 0; options != NULL && i < options->len; i++) {
    const LkConfigOption *option = g_ptr_array_index (options, i);

    g_string_append_printf (got, "%s %s\n", option->name, option->value);
  }
  if (expected == NULL) {
    g_assert_null (options);
    return;
  }
  g_assert_no_error (error);
  g_assert_cmpstr (got->str, ==, expected);
  (*equal)++;
}

static void
test_oracle (void)
{
  guint equal = 0;

  for (int i = 0; i < TREES; i++) {
    char *folder = lk_test_folder ();

    random_file (folder, "config", 0);
    random_file (folder, "1-a", 1);
    random_file (folder, "1-b", 1);
    random_file (folder, "2-a", 2);
    for (gsize j = 0; j < G_N_ELEMENTS (hosts); j++)
      compare (folder, hosts[j], g_test_rand_int_range (0, 4) == 0 ? "alice" : NULL, &equal);
    lk_test_remove (folder);
  }
  /* Few are refused by ssh. */
  g_assert_cmpuint (equal, >, TREES * G_N_ELEMENTS (hosts) * 8 / 10);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/effective/sources", test_sources);
  g_test_add_func ("/effective/exec", test_exec);
  g_test_add_func ("/effective/refused", test_refused);
  g_test_add_func ("/effective/oracle", test_oracle);
  return g_test_run ();
}
