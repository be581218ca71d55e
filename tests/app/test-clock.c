/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sessions while the clock is set. Only the kernel could do that, so its part is played here (ld --wrap). */
#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "session/file-watch.h"
#include "sessions-model.h"
#include "store/store-memory.h"

#define HOUR 3600
#define TEAM "team.cloudflareaccess.com"

static gint64 now;
static int timer = -1;

int __wrap_timerfd_create (int clock, int flags);
int
__wrap_timerfd_settime (int fd, int flags, const struct itimerspec *when, struct itimerspec *old);
ssize_t __wrap_read (int fd, void *buffer, size_t size);
ssize_t __real_read (int fd, void *buffer, size_t size);

int
__wrap_timerfd_create (int clock, int flags)
{
  timer = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  return timer;
}

int
__wrap_timerfd_settime (int fd, int flags, const struct itimerspec *when, struct itimerspec *old)
{
  g_assert_cmpint (flags, ==, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET);
  return 0;
}

ssize_t
__wrap_read (int fd, void *buffer, size_t size)
{
  ssize_t got = __real_read (fd, buffer, size);

  if (fd != timer || got < 0)
    return got;
  errno = ECANCELED;
  return -1;
}

static gint64
get_now (void)
{
  return now;
}

static void
set_clock (gint64 to)
{
  now = to;
  g_assert_cmpint (eventfd_write (timer, 1), ==, 0);
}

static LkSecret *
make_token (gint64 issued_at, gint64 expires_at)
{
  g_autofree char *claims = g_strdup_printf (
      "{\"type\":\"org\",\"iss\":\"https://" TEAM "\",\"iat\":%" G_GINT64_FORMAT
      ",\"exp\":%" G_GINT64_FORMAT ",\"aud\":[\"a\"],\"email\":\"user@example.com\"}",
      issued_at, expires_at);
  const char *parts[] = {"{\"alg\":\"RS256\",\"kid\":\"k\"}", claims, "signature"};
  g_autoptr (GString) text = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++) {
    g_autofree char *part = g_base64_encode ((const guchar *) parts[i], strlen (parts[i]));

    g_strdelimit (part, "+", '-');
    g_strdelimit (part, "/", '_');
    part[strcspn (part, "=")] = '\0';
    g_string_append_printf (text, "%s%s", i == 0 ? "" : ".", part);
  }
  return lk_secret_new (text->str, -1);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer saved)
{
  g_assert_true (lk_store_save_finish (LK_STORE (source), result, NULL));
  *(gboolean *) saved = TRUE;
}

static LkStore *
make_store (void)
{
  LkStore *store = lk_store_memory_new ();
  LkStoreKey key = {.kind = LK_STORE_ORG, .auth_domain = TEAM};
  g_autoptr (LkSecret) token = make_token (0, 10 * HOUR);
  gboolean saved = FALSE;

  lk_store_save_async (store, &key, token, 10 * HOUR, "test", NULL, on_saved, &saved);
  while (!saved)
    g_main_context_iteration (NULL, TRUE);
  return store;
}

/* Never logged in after the end, and again before it; nobody has to ask for that. */
static void
test_set (void)
{
  static const struct {
    gint64 now;
    LkTokenState state;
  } steps[] = {
      {HOUR, LK_TOKEN_VALID},        {48 * HOUR, LK_TOKEN_EXPIRED},
      {2 * HOUR, LK_TOKEN_VALID},    {10 * HOUR - 1, LK_TOKEN_EXPIRING},
      {10 * HOUR, LK_TOKEN_EXPIRED},
  };
  g_autofree char *dir = g_dir_make_tmp ("latchkey-clock-XXXXXX", NULL);
  g_autofree char *changes = lk_changes_path (dir);
  LkAccessConfig config = {.clock = get_now, .user_agent = "test"};
  g_autoptr (LkAccessClient) client = lk_access_client_new (&config, NULL);
  g_autoptr (LkStore) store = make_store ();
  g_autoptr (LkSession) session = lk_session_new (client, store, get_now, dir, dir);
  g_autoptr (LkSessionsModel) model = lk_sessions_model_new (session);

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++) {
    const LkSessionInfo *info = NULL;

    set_clock (steps[i].now);
    while (info == NULL || info->state != steps[i].state) {
      g_main_context_iteration (NULL, TRUE);
      info = lk_sessions_model_find_team (model, TEAM);
    }
  }
  g_remove (changes);
  g_rmdir (dir);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/clock/set", test_set);
  return g_test_run ();
}
