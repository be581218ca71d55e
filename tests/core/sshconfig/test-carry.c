/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes of an older reading, made in what another program has written meanwhile. */
#include "sshconfig/carry.h"

#include "base/error.h"
#include "sshconfig/save.h"
#include "testlib-config.h"

#define OLD "Include more\n\nHost a\n  User a\n\nHost b\n  User b\n"

typedef struct {
  char *folder;
  GPtrArray *changes; /* b has another user, and in "more" c has another one */
} Fixture;

static void
set_user (LkConfigTree *tree, const char *host, const char *user)
{
  const LkConfigSetting setting = {"User", (const char *const[]){user, NULL}};

  g_assert_true (lk_config_edit_set (tree, lk_test_find (tree, host), &setting, NULL));
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (LkConfigTree) tree = NULL;

  f->folder = lk_test_folder ();
  lk_test_put (f->folder, "config", OLD, -1);
  lk_test_put (f->folder, "more", "Host c\n  User c\n", -1);
  tree = lk_test_read (f->folder);
  set_user (tree, "b", "ours");
  set_user (tree, "c", "ours");
  f->changes = lk_config_tree_changes (tree);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_ptr_array_unref (f->changes);
  lk_test_remove (f->folder);
}

static void
assert_root (const LkConfigTree *tree, const char *expected)
{
  g_autofree char *text = lk_test_text (tree, 0);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_plain (Fixture *f, gconstpointer data)
{
  g_autoptr (LkConfigTree) tree = lk_test_read (f->folder);
  g_auto (LkConfigCarry) carry = {0};
  g_autofree char *more = NULL;

  g_assert_true (lk_config_carry (tree, f->changes, &carry, NULL));
  g_assert_false (carry.merged);
  assert_root (tree, "Include more\n\nHost a\n  User a\n\nHost b\n  User ours\n");
  more = lk_test_text (tree, 1);
  g_assert_cmpstr (more, ==, "Host c\n  User ours\n");
}

static void
test_merged (Fixture *f, gconstpointer data)
{
  g_auto (LkConfigCarry) carry = {0};
  g_autoptr (LkConfigTree) tree = NULL;

  lk_test_put (f->folder, "config", "# theirs\n" OLD, -1);
  tree = lk_test_read (f->folder);
  g_assert_true (lk_config_carry (tree, f->changes, &carry, NULL));
  g_assert_true (carry.merged);
  assert_root (tree, "# theirs\nInclude more\n\nHost a\n  User a\n\nHost b\n  User ours\n");
}

static void
test_conflict (Fixture *f, gconstpointer data)
{
  static const char theirs[] = "Include more\n\nHost a\n  User a\n\nHost b\n  User theirs\n";
  static const struct {
    LkConfigPick pick;
    const char *text;
  } picks[] = {
      {LK_CONFIG_PICK_OURS, "Include more\n\nHost a\n  User a\n\nHost b\n  User ours\n"},
      {LK_CONFIG_PICK_THEIRS, theirs},
  };
  g_auto (LkConfigCarry) carry = {0};
  g_autoptr (GError) error = NULL;
  g_autoptr (LkConfigTree) tree = NULL;

  lk_test_put (f->folder, "config", theirs, -1);
  tree = lk_test_read (f->folder);
  g_assert_false (lk_config_carry (tree, f->changes, &carry, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_CONFIG);
  g_assert_nonnull (carry.conflict);
  g_assert_true (g_bytes_equal (carry.conflict->before, lk_config_tree_original (tree, 0)));
  for (gsize i = 0; i < G_N_ELEMENTS (picks); i++) {
    g_auto (LkConfigCarry) again = {.pick = picks[i].pick};
    g_autoptr (LkConfigTree) other = lk_test_read (f->folder);

    g_assert_true (lk_config_carry (other, f->changes, &again, NULL));
    assert_root (other, picks[i].text);
  }
}

static void
test_gone (Fixture *f, gconstpointer data)
{
  g_auto (LkConfigCarry) carry = {0};
  g_autoptr (GError) error = NULL;
  g_autoptr (LkConfigTree) tree = NULL;

  lk_test_put (f->folder, "config", "\nHost a\n  User a\n\nHost b\n  User b\n", -1);
  tree = lk_test_read (f->folder);
  g_assert_false (lk_config_carry (tree, f->changes, &carry, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_CONFIG);
  g_assert_null (carry.conflict);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/sshconfig/carry/plain", Fixture, NULL, set_up, test_plain, tear_down);
  g_test_add ("/sshconfig/carry/merged", Fixture, NULL, set_up, test_merged, tear_down);
  g_test_add ("/sshconfig/carry/conflict", Fixture, NULL, set_up, test_conflict, tear_down);
  g_test_add ("/sshconfig/carry/gone", Fixture, NULL, set_up, test_gone, tear_down);
  return g_test_run ();
}
