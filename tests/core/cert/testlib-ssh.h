/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "cert/key.h"

/* A folder with an authority's key, and OpenSSH's own programs in it. */
typedef struct {
  char *dir;
  GSubprocess *agent;
  char *socket;
} TestSsh;

/* @type: of the authority's key, as ssh-keygen -t has it */
TestSsh *test_ssh_new (const char *type);
void test_ssh_free (TestSsh *ssh);

/* Runs a program in the folder, which must succeed. Returns its output. */
char *test_ssh_run (TestSsh *ssh, const char *first, ...) G_GNUC_NULL_TERMINATED;

/* Has @pair signed by ssh-keygen -s with these arguments. Returns the certificate's line. */
char *
test_ssh_sign (TestSsh *ssh, const LkKeyPair *pair, const char *first, ...) G_GNUC_NULL_TERMINATED;

/* Starts ssh-agent on @socket; it ends with @ssh. */
void test_ssh_agent (TestSsh *ssh);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestSsh, test_ssh_free)
