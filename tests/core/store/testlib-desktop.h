/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TestDesktop:
 *
 * A home and a session bus of a test's own, and on it a Secret Service or none. This process is on that
 * bus, so a test runs in a process of its own.
 */
typedef struct {
  char *home;
  GSubprocess *bus;
  GSubprocess *keyring; /* NULL before one is started */
} TestDesktop;

/** test_desktop_new: in the empty folder @home */
TestDesktop *test_desktop_new (const char *home);
void test_desktop_free (TestDesktop *desktop);

/** test_desktop_start_keyring: the real gnome-keyring-daemon, its keyring made and unlocked */
void test_desktop_start_keyring (TestDesktop *desktop);

/** test_desktop_start_fake: fake-secret-service.c in this mode */
void test_desktop_start_fake (TestDesktop *desktop, const char *mode);

/** test_desktop_lock: locks the keyring, as the user may at any time */
void test_desktop_lock (TestDesktop *desktop);

/** test_desktop_kill: kills the keyring's daemon and waits until the bus knows */
void test_desktop_kill (TestDesktop *desktop);

/** test_desktop_stop: stops the keyring's daemon (SIGSTOP) and waits until all its threads have */
void test_desktop_stop (TestDesktop *desktop);

/** test_desktop_has_text: Returns: whether any file under the home holds @text */
gboolean test_desktop_has_text (TestDesktop *desktop, const char *text);

/** test_remove_tree: removes @path and all below */
void test_remove_tree (const char *path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestDesktop, test_desktop_free)

G_END_DECLS
