/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sshconfig/effective.h"

#include <string.h>
#include <gio/gio.h>

#include "base/error.h"
#include "testlib-config.h"
#include "testlib-random.h"

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
  check ("SetEnv A=1 B=2\nSetEnv C=3\n", "h", "setenv", "A=1 1 shadowed:2; B=2 1 shadowed:2");
  check ("LocalForward 1 a:2\nLocalForward 3 b:4\n", "h", "localforward", "1 [a]:2 1; 3 [b]:4 2");
  check ("ProxyJump j\nProxyCommand c\n", "h", "proxyjump", "j 1 shadowed:2");
  check ("ConnectTimeout none\nConnectTimeout 5\n", "h", "connecttimeout", "5 2");
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

/* A host's name or user that hangs on a command leaves open what is matched against it. */
static void
test_open (void)
{
  check ("Match exec x\n HostName real\nMatch host real\n Port 1\nMatch host h\n Port 2\n"
         "Match originalhost h\n Port 3\nHost *\n Port 4\n",
         "h", "port", "3 8 shadowed:10 maybe:4 maybe:6");
  check ("HostName h\nMatch exec x\n HostName real\nMatch host h\n Port 1\n", "h", "port", "1 5");
  check ("Match exec x\n User u\nMatch user u\n Port 1\n", "h", "port", "22 0 maybe:4");
  check ("Port 1\nMatch exec x\n Port 2\n", "h", "port", "1 1 shadowed:3");
}

static void
check_refused (const char *text, const char *line, const char *why)
{
  g_autoptr (LkConfigTree) tree = lk_test_from (text);
  g_autoptr (GError) error = NULL;

  g_assert_null (effective (tree, "h", NULL, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_CONFIG);
  g_assert_nonnull (strstr (error->message, line));
  g_assert_nonnull (strstr (error->message, why));
}

static void
test_refused (void)
{
  check_refused ("Port 1\nHost x\n Prot 2\n", "line 3", "prot");
  check_refused ("Port 1\nMatch host\n", "line 2", "no value");
  check_refused ("Match host h user\n", "line 1", "no value");
  check_refused ("\n\nMatch hots h\n", "line 3", "unknown");
  check_refused ("Match \"\"\n", "line 1", "no criterion");
  check_refused ("Match user a all b\n", "line 1", "\"all\"");
  check_refused ("Host a \"\"\n", "line 1", "empty");
  check_refused ("Host\n", "line 1", "nothing follows");
  check_refused ("Include \"a\n", "line 1", "quote");
  check_refused ("Include \"\"\n", "line 1", "missing");
}

static void
test_user (void)
{
  g_autoptr (LkConfigTree) tree = lk_test_from ("User alice\n");
  g_autoptr (GPtrArray) options = effective (tree, "h", "bob", NULL);
  const LkConfigOption *user = g_ptr_array_index (options, 1);

  g_assert_cmpstr (user->name, ==, "user");
  g_assert_cmpstr (user->value, ==, "bob");
  g_assert_null (user->from);
  g_assert_cmpuint (user->shadowed->len, ==, 1);
}

/* The real one as the authority */

/* Two or three ssh processes for each tree and host; the sanitizers' build has other things to find. */
#ifdef TEST_SANITIZED
#define TREES 60
#else
#define TREES 400
#endif
static void
compare (const char *folder, const char *host, const char *user, guint *equal)
{
  g_autofree char *config = g_build_filename (folder, "config", NULL);
  g_autoptr (LkConfigTree) tree = lk_test_read (folder);
  g_autofree char *expected = lk_test_ssh (config, host, user);
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

    lk_test_random_tree (folder, i % 4 == 0 ? 10 : 0);
    for (gsize j = 0; lk_test_hosts[j] != NULL; j++)
      compare (folder, lk_test_hosts[j], g_test_rand_int_range (0, 4) == 0 ? "alice" : NULL,
               &equal);
    lk_test_remove (folder);
  }
  /* Ssh refuses those with mistakes, and few others. */
  g_assert_cmpuint (equal, >, TREES * 5 / 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/effective/sources", test_sources);
  g_test_add_func ("/effective/exec", test_exec);
  g_test_add_func ("/effective/open", test_open);
  g_test_add_func ("/effective/refused", test_refused);
  g_test_add_func ("/effective/user", test_user);
  g_test_add_func ("/effective/oracle", test_oracle);
  return g_test_run ();
}
