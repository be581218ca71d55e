/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sshconfig/cloudflared.h"
#include "testlib-config.h"

typedef struct {
  const char *before;
  const char *after;
} Case;

static const char *const key[] = {"${XDG_RUNTIME_DIR}/latchkey/%h", NULL};
static const LkConfigSetting keys[] = {{"IdentityFile", key}};

static void
run (const Case *cases, gsize n, const LkCloudflaredNew *with)
{
  for (gsize i = 0; i < n; i++) {
    g_autoptr (LkConfigTree) tree = lk_test_from (cases[i].before);
    g_autoptr (GArray) left = NULL;
    g_autoptr (GError) error = NULL;
    g_autofree char *after = NULL;

    g_assert_true (lk_cloudflared_migrate (tree, with, &error));
    g_assert_no_error (error);
    after = lk_test_text (tree, 0);
    g_assert_cmpstr (after, ==, cases[i].after);
    left = lk_cloudflared_find (tree);
    g_assert_cmpuint (left->len, ==, 0);
  }
}

/* Nothing but the program's path changes. */
static void
test_plain (void)
{
  static const Case cases[] = {
      {"Host a\n\tProxyCommand /usr/local/bin/cloudflared access ssh --hostname %h\n",
       "Host a\n\tProxyCommand /lk ssh --hostname %h\n"},
      {"Host a\r\nproxycommand=cloudflared  access tcp --id \"$ID\" --hostname b.c # x  \r\nPort 1",
       "Host a\r\nproxycommand=/lk tcp --id \"$ID\" --hostname b.c # x  \r\nPort 1"},
      {"ProxyCommand \"/opt/my tools/cloudflared\" access ssh --hostname %h\n",
       "ProxyCommand /lk ssh --hostname %h\n"},
      {"ProxyCommand bash -c 'A=1 /x/cloudflared access --fedramp ssh --hostname %h'\n",
       "ProxyCommand bash -c 'A=1 /lk --fedramp ssh --hostname %h'\n"},
      {"ProxyCommand /mnt/c/Tools/cloudflared.exe access ssh --hostname %h\n",
       "ProxyCommand /lk ssh --hostname %h\n"},
      {"ProxyCommand \xff/cloudflared access ssh --hostname %h\n",
       "ProxyCommand /lk ssh --hostname %h\n"},
      {"# ProxyCommand cloudflared access ssh --hostname %h\nHost cloudflared access\n",
       "# ProxyCommand cloudflared access ssh --hostname %h\nHost cloudflared access\n"},
      {"ProxyCommand cloudflared-wrapper access ssh\n",
       "ProxyCommand cloudflared-wrapper access ssh\n"},
      {"ProxyCommand /lk ssh --hostname %h\n", "ProxyCommand /lk ssh --hostname %h\n"},
  };
  const LkCloudflaredNew with = {.program = "/lk"};

  run (cases, G_N_ELEMENTS (cases), &with);
}

#define MATCH                                                                                      \
  "Match host h exec \"/b/cloudflared access ssh-gen --hostname %h\"\n"                            \
  "  ProxyCommand /b/cloudflared access ssh --hostname %h\n"                                       \
  "  IdentityFile ~/.cloudflared/%h-cf_key\n"                                                      \
  "  CertificateFile ~/.cloudflared/%h-cf_key-cert.pub\n"

static void
test_match (void)
{
  static const Case with_keys[] = {
      {MATCH "Host *\n", "Match host h exec \"/lk ssh-gen --hostname %h\"\n"
                         "  ProxyCommand /lk ssh --hostname %h\n"
                         "  IdentityFile ${XDG_RUNTIME_DIR}/latchkey/%h\nHost *\n"},
  };
  static const Case without[] = {
      {MATCH, "Match host h exec \"/lk ssh-gen --hostname %h\"\n"
              "  ProxyCommand /lk ssh --hostname %h\n"},
      {"IdentityFile ~/.ssh/mine\nIdentityFile ~/.cloudflared/a-cf_key\n",
       "IdentityFile ~/.ssh/mine\n"},
  };

  run (with_keys, G_N_ELEMENTS (with_keys), &(LkCloudflaredNew){"/lk", keys, 1});
  run (without, G_N_ELEMENTS (without), &(LkCloudflaredNew){.program = "/lk"});
}

#define FIRST                                                                                      \
  "# mine\nHost vm\n"                                                                              \
  "  ProxyCommand bash -c '/b/cloudflared access ssh-gen --hostname %h; ssh -tt %r@cfpipe-vm >&2 " \
  "<&1'\n"
#define SECOND                                                                                     \
  "Host cfpipe-vm\n  HostName vm\n"                                                                \
  "  ProxyCommand /b/cloudflared access ssh --hostname %h\n"                                       \
  "  IdentityFile ~/.cloudflared/vm-cf_key\n"                                                      \
  "  CertificateFile ~/.cloudflared/vm-cf_key-cert.pub\n"
#define NEW_MATCH                                                                                  \
  "Match originalhost vm exec \"/lk ssh-gen --hostname %h\"\n"                                     \
  "  IdentityFile ${XDG_RUNTIME_DIR}/latchkey/%h\n"
#define NEW_HOST "# mine\nHost vm\n  ProxyCommand /lk ssh --hostname %h\n"

static void
test_two_blocks (void)
{
  static const Case cases[] = {
      {FIRST "\n" SECOND, NEW_HOST "\n" NEW_MATCH},
      {FIRST "\n" SECOND "\nHost *\n  User u\n", NEW_HOST "\n" NEW_MATCH "\nHost *\n  User u\n"},
      {SECOND "\n" FIRST, NEW_HOST "\n" NEW_MATCH},
      {FIRST "\n" SECOND "  Port 2222\n  SendEnv A B\n",
       NEW_HOST "  Port 2222\n  SendEnv A B\n\n" NEW_MATCH},
      {FIRST, NEW_HOST "\n" NEW_MATCH},
  };

  run (cases, G_N_ELEMENTS (cases), &(LkCloudflaredNew){"/lk", keys, 1});
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cloudflared/plain", test_plain);
  g_test_add_func ("/cloudflared/match", test_match);
  g_test_add_func ("/cloudflared/two-blocks", test_two_blocks);
  return g_test_run ();
}
