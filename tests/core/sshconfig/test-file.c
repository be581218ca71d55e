/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sshconfig/file.h"

#include <string.h>

static LkConfigFile *
make (const char *text, gssize length)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, length < 0 ? strlen (text) : (gsize) length);

  return lk_config_file_new ("config", bytes);
}

/* Each line as "kind:length+ending". */
static char *
lines_of (const LkConfigFile *file)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < lk_config_file_n_lines (file); i++) {
    const LkConfigLine *line = lk_config_file_line (file, i);

    g_string_append_printf (out, "%s%u:%u+%u", i > 0 ? " " : "", line->kind, line->length,
                            line->ending);
  }
  return g_string_free (out, FALSE);
}

/* Each block as "kind:first,header,end". */
static char *
blocks_of (const LkConfigFile *file)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < lk_config_file_n_blocks (file); i++) {
    const LkConfigBlock *block = lk_config_file_block (file, i);

    g_string_append_printf (out, "%s%d:%u,%u,%u", i > 0 ? " " : "", (int) block->kind, block->first,
                            block->header, block->end);
  }
  return g_string_free (out, FALSE);
}

static void
test_lines (void)
{
  static const struct {
    const char *text;
    gssize length;
    const char *expected;
  } cases[] = {
      {"", -1, ""},
      {"\n", -1, "0:0+1"},
      {"Host a\r\n\r\n# b", -1, "2:6+2 0:0+2 1:3+0"},
      {"User x\r", -1, "5:7+0"},
      {"Host a\0b\nUser\377x y\n", 18, "2:8+1 5:8+1"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (LkConfigFile) file = make (cases[i].text, cases[i].length);
    g_autofree char *got = lines_of (file);

    g_assert_cmpstr (got, ==, cases[i].expected);
  }
}

static void
test_blocks (void)
{
  static const struct {
    const char *text, *expected;
  } cases[] = {
      {"", "0:0,0,0"},
      {"# top\n\nUser x\n", "0:0,0,3"},
      {"# a\nHost a\n User x\n\n# b\n# b\nHost b\n", "0:0,0,0 2:0,1,4 2:4,6,7"},
      {"# top\n\n# a\nHost a\nMatch all\n", "0:0,0,2 2:2,3,4 3:4,4,5"},
      {"Host a\n  User x\n  # Port 1\n# b\n  # deeper\nHost b\n", "0:0,0,0 2:0,0,5 2:5,5,6"},
      {"  Host a\n  # b\n  Host b\n", "0:0,0,0 2:0,0,1 2:1,2,3"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (LkConfigFile) file = make (cases[i].text, -1);
    g_autofree char *got = blocks_of (file);

    g_assert_cmpstr (got, ==, cases[i].expected);
    for (guint k = 0; k < lk_config_file_n_lines (file); k++) {
      const LkConfigBlock *block = lk_config_file_block (file, lk_config_file_block_of (file, k));

      g_assert_cmpuint (block->first, <=, k);
      g_assert_cmpuint (k, <, block->end);
    }
  }
}

static void
test_words (void)
{
  g_autoptr (LkConfigFile) file = make ("User x\r\nPort 22", -1);
  g_autoptr (LkConfigWords) first = lk_config_file_words (file, 0);
  g_autoptr (LkConfigWords) second = lk_config_file_words (file, 1);

  g_assert_cmpstr (first->args[0].value, ==, "x");
  g_assert_cmpstr (second->args[0].value, ==, "22");
  g_assert_true (strncmp (lk_config_file_text (file, 1), "Port", 4) == 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sshconfig/file/lines", test_lines);
  g_test_add_func ("/sshconfig/file/blocks", test_blocks);
  g_test_add_func ("/sshconfig/file/words", test_words);
  return g_test_run ();
}
