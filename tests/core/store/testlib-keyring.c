/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "testlib-keyring.h"

#include <errno.h>
#include <fcntl.h>
#include <keyutils.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static gboolean
write_file (const char *path, const char *text)
{
  int fd = open (path, O_WRONLY | O_CLOEXEC);
  gboolean ok = fd >= 0 && write (fd, text, strlen (text)) == (gssize) strlen (text);

  if (fd >= 0)
    close (fd);
  return ok;
}

static gboolean
become (int uid)
{
  return uid < 0 || (setresgid ((gid_t) uid, (gid_t) uid, (gid_t) uid) == 0 &&
                     setresuid ((uid_t) uid, (uid_t) uid, (uid_t) uid) == 0 &&
                     prctl (PR_SET_DUMPABLE, 1) == 0);
}

void
test_own_keyring_or_exit (int uid)
{
  g_autofree char *uid_map = g_strdup_printf ("0 %d 1", uid < 0 ? (int) getuid () : uid);
  g_autofree char *gid_map = g_strdup_printf ("0 %d 1", uid < 0 ? (int) getgid () : uid);

  if (become (uid) && unshare (CLONE_NEWUSER) == 0 && write_file ("/proc/self/setgroups", "deny") &&
      write_file ("/proc/self/uid_map", uid_map) && write_file ("/proc/self/gid_map", gid_map) &&
      keyctl_join_session_keyring (NULL) > 0)
    return;
  g_print ("1..0 # SKIP no user namespace with a keyring may be made here: %s\n",
           g_strerror (errno));
  exit (0);
}

void
test_forbid_keyring (int err)
{
  struct sock_filter filter[] = {
      BPF_STMT (BPF_LD | BPF_W | BPF_ABS, offsetof (struct seccomp_data, nr)),
      BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, SYS_add_key, 2, 0),
      BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, SYS_keyctl, 1, 0),
      BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
      BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (guint) err),
  };
  struct sock_fprog program = {.len = G_N_ELEMENTS (filter), .filter = filter};

  g_assert_no_errno (prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
  g_assert_no_errno (prctl (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program));
}
