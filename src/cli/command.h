/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The subcommands. Each is a file with one entry point, which gets its own name as argv[0] and returns
 * the exit code. A leading --fedramp, which today's client takes before the subcommand, is moved behind it.
 */
typedef int (*LkCommandFunc) (int argc, char **argv);

int lk_cmd_agent (int argc, char **argv);
int lk_cmd_certs (int argc, char **argv);
int lk_cmd_connect (int argc, char **argv); /* ssh tcp rdp smb */
int lk_cmd_curl (int argc, char **argv);
int lk_cmd_hosts (int argc, char **argv);
int lk_cmd_login (int argc, char **argv);
int lk_cmd_logout (int argc, char **argv);
int lk_cmd_ssh_config (int argc, char **argv);
int lk_cmd_ssh_gen (int argc, char **argv);
int lk_cmd_status (int argc, char **argv);
int lk_cmd_token (int argc, char **argv);
int lk_cmd_version (int argc, char **argv);

G_END_DECLS
