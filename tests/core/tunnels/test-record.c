/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tunnels/record.h"

#include <string.h>

static LkTunnelRecord
good (void)
{
  return (LkTunnelRecord){.magic = LK_TUNNEL_MAGIC,
                          .opened_at = 1700000000,
                          .traffic = {1, G_MAXUINT64},
                          .number = 3,
                          .host = "ssh.example.com",
                          .via = "127.0.0.1:5432"};
}

static gboolean
is_good (const LkTunnelRecord *record)
{
  LkTunnelRecord parsed;

  return lk_tunnel_record_parse (record, sizeof *record, &parsed);
}

static void
test_whole (void)
{
  LkTunnelRecord record = good (), parsed;

  g_assert_true (lk_tunnel_record_parse (&record, sizeof record, &parsed));
  g_assert_cmpmem (&record, sizeof record, &parsed, sizeof parsed);
  for (gsize length = 0; length < sizeof record; length++)
    g_assert_false (lk_tunnel_record_parse (&record, length, &parsed));
  g_assert_false (lk_tunnel_record_parse (&record, sizeof record + 1, &parsed));
}

static void
test_hostile (void)
{
  LkTunnelRecord record = good ();

  record.magic[6]++;
  g_assert_false (is_good (&record));
  record = good ();
  record.opened_at = -1;
  g_assert_false (is_good (&record));
  record = good ();
  memset (record.host, 'x', sizeof record.host);
  g_assert_false (is_good (&record));
  record = good ();
  memset (record.via, 'x', sizeof record.via);
  g_assert_false (is_good (&record));
  const char *const hosts[] = {"", "a\033[2Jb", "a\nb", "\xff", "\xc2\x9b"};
  for (gsize i = 0; i < G_N_ELEMENTS (hosts); i++) {
    record = good ();
    g_strlcpy (record.host, hosts[i], sizeof record.host);
    g_assert_false (is_good (&record));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/record/whole", test_whole);
  g_test_add_func ("/record/hostile", test_hostile);
  return g_test_run ();
}
