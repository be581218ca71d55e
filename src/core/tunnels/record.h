/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/traffic.h"

G_BEGIN_DECLS

/** What comes first in a file that says that a tunnel is open; the last character is the format's version. */
#define LK_TUNNEL_MAGIC "LkTunn1"

/**
 * LkTunnelRecord:
 * @opened_at: seconds since the Epoch
 * @traffic: counted while others read it
 * @number: which of its process's tunnels it is; 0 if the process is there for this one only
 * @client_pid: the process that is connected to our local socket; 0 if there is none
 * @client_port: the port that is connected to ours; 0 if there is none
 * @host: NUL-terminated, as is
 * @via: the local address that was connected to; empty for standard input and output
 *
 * Such a file, as it is: all processes that read it run on this machine.
 */
typedef struct {
  char magic[8];
  gint64 opened_at;
  LkTraffic traffic;
  guint32 number;
  gint32 client_pid;
  guint16 client_port;
  char host[256];
  char via[118];
} LkTunnelRecord;

/**
 * lk_tunnel_record_parse:
 * @data: a file's content, by whomever it was written
 *
 * Returns: %TRUE if it is whole and makes sense; the strings of @record then are ended and printable
 */
gboolean lk_tunnel_record_parse (const void *data, gsize length, LkTunnelRecord *record);

/**
 * lk_tunnels_folder: Returns: (transfer full): where the files are, made if need be; it is watched for changes
 *
 * @runtime_dir: the folder of lk_runtime_dir()
 */
char *lk_tunnels_folder (const char *runtime_dir);

G_END_DECLS
