/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/ssh-options.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Run with -G, this program is an ssh that does as its next argument says. */
static int
be_ssh (const char *how)
{
  if (strcmp (how, "batch") == 0)
    puts ("host x\nbatchmode yes\nconnecttimeout 45\nidentityfile ~/.ssh/id_rsa");
  while (strcmp (how, "flood") == 0 && puts ("batchmode yes") >= 0)
    ;
  if (strcmp (how, "hang") == 0)
    pause ();
  return 0;
}

static void
check (const char *how, gboolean batch, guint timeout)
{
  LkSshOptions options = lk_ssh_options_find (getpid (), (const char *const[]){"ssh", how, NULL});

  g_assert_cmpint (options.batch, ==, batch);
  g_assert_cmpuint (options.connect_timeout, ==, timeout);
}

static void
test_find (void)
{
  check ("batch", TRUE, 45);
  check ("nothing", FALSE, 0);
  check ("flood", FALSE, 0);
  check ("hang", FALSE, 0);
  g_assert_true (
      lk_ssh_options_find (getpid (), (const char *const[]){"ssh", "-G", "h", NULL}).batch);
}

static void
test_parse (void)
{
  g_assert_false (lk_ssh_options_parse ("batchmode no\nconnecttimeout none\n").batch);
  g_assert_cmpuint (lk_ssh_options_parse ("batchmode no\nconnecttimeout none").connect_timeout, ==,
                    0);
  g_assert_cmpuint (lk_ssh_options_parse ("connecttimeout 99999999999999999999").connect_timeout,
                    ==, G_MAXINT);
  g_assert_false (lk_ssh_options_parse ("localcommand batchmode yes\nbatchmode yesterday\n").batch);
}

int
main (int argc, char **argv)
{
  if (argc == 3 && strcmp (argv[1], "-G") == 0)
    return be_ssh (argv[2]);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ssh-options/find", test_find);
  g_test_add_func ("/ssh-options/parse", test_parse);
  return g_test_run ();
}
