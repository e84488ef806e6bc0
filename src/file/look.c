/* The child is a stranger: it gets five descriptors, no environment, ten seconds, and is waited for. */
#include "file/look.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/env.h"
#include "base/log.h"
#include "file/fd.h"
#include "file/thumb.h"

enum { LOOK_MS = 10 * 1000, HIGH_FD = 10, ENDS = 5 };

/* What may be said of a file. Nothing that a browser would run is here: those are opaque. */
static const char *const types[] = {
        "image/jpeg", "image/png", "image/gif", "image/webp", "video/mp4", "video/webm", "video/quicktime", "video/3gpp",
        "audio/mpeg", "audio/mp4", "audio/ogg", "audio/x-m4a", "audio/x-wav", "audio/amr", "application/pdf", "text/plain",
        "text/csv", "application/json", "application/zip", "application/gzip", "message/rfc822", "application/msword",
        "application/vnd.ms-excel", "application/vnd.ms-powerpoint",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.spreadsheet",
        "application/vnd.oasis.opendocument.presentation", NULL,
};

static const char *known_type(const char *s)
{
        for (int i = 0; types[i]; i++)
                if (strcmp(types[i], s) == 0)
                        return types[i];
        return FILE_OPAQUE;
}

/* ---- starting it ---- */

/* The descriptors go to high numbers first, so that none is overwritten while they are put in place. */
static int arrange(posix_spawn_file_actions_t *a, const int from[ENDS], int high[ENDS])
{
        static const int to[ENDS] = { 0, 1, THUMB_PLAIN_FD, THUMB_SMALL_FD, THUMB_ANEW_FD };
        for (int i = 0; i < ENDS; i++) {
                high[i] = fcntl(from[i], F_DUPFD_CLOEXEC, HIGH_FD);
                if (high[i] < 0 || posix_spawn_file_actions_adddup2(a, high[i], to[i]) != 0)
                        return -1;
        }
        if (posix_spawn_file_actions_addopen(a, 2, "/dev/null", O_WRONLY, 0) != 0)
                return -1;
        return posix_spawn_file_actions_addclosefrom_np(a, THUMB_ANEW_FD + 1);
}

static pid_t start(const char *program, const int from[ENDS])
{
        static char name[] = "amends", verb[] = "thumb";
        char *argv[] = { name, verb, NULL }, *envp[] = { NULL };
        int high[ENDS] = { -1, -1, -1, -1, -1 };
        pid_t pid = -1;
        posix_spawn_file_actions_t actions;
        posix_spawnattr_t attr;
        sigset_t none, all;
        sigemptyset(&none);
        sigfillset(&all);
        posix_spawn_file_actions_init(&actions);
        posix_spawnattr_init(&attr);
        posix_spawnattr_setsigmask(&attr, &none);
        posix_spawnattr_setsigdefault(&attr, &all);
        posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
        if (arrange(&actions, from, high) != 0 || posix_spawn(&pid, program, &actions, &attr, argv, envp) != 0)
                pid = -1;
        for (int i = 0; i < ENDS; i++)
                if (high[i] >= 0)
                        close(high[i]);
        posix_spawnattr_destroy(&attr);
        posix_spawn_file_actions_destroy(&actions);
        return pid;
}

/* ---- hearing it ---- */

/* Reads to the end of what it says; false: too late or too much. */
static bool hear(int fd, char *line, size_t size)
{
        int64_t until = clock_mono() + LOOK_MS;
        size_t n = 0;
        line[0] = 0;
        for (;;) {
                int64_t left = until - clock_mono();
                struct pollfd p = { fd, POLLIN, 0 };
                if (left <= 0 || n + 1 >= size)
                        return false;
                if (poll(&p, 1, (int)left) <= 0)
                        continue;
                ssize_t k = read(fd, line + n, size - 1 - n);
                if (k < 0 && errno != EINTR)
                        return false;
                if (k > 0)
                        n += (size_t)k;
                line[n] = 0;
                if (k == 0)
                        return true;
        }
}

static bool ended_well(pid_t pid)
{
        int status;
        pid_t r;
        do
                r = waitpid(pid, &status, 0);
        while (r < 0 && errno == EINTR);
        return r == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* One line. A picture has a small one, and only a picture. */
static bool understand(char *line, int fd, const struct look_into *to, struct verdict *out)
{
        char *rest;
        const char *type = strtok_r(line, " ", &rest), *keep = strtok_r(NULL, " ", &rest), *small = strtok_r(NULL, "", &rest);
        if (!type || !keep || !small)
                return false;
        out->content_type = known_type(type);
        out->thumb_type = strcmp(small, "image/webp") == 0 ? "image/webp" : NULL;
        out->kept_fd = strcmp(keep, "plain") == 0 ? to->plain : strcmp(keep, "anew") == 0 ? to->anew : fd;
        return (strncmp(out->content_type, "image/", 6) == 0) == (out->thumb_type != NULL);
}

/* The last whole line of what was said, where the child ended well; else what its first says of keeping. */
static bool conclude(char *text, bool well, int fd, const struct look_into *to, struct verdict *out)
{
        char *rest, *last = NULL;
        for (char *s = strtok_r(text, "\n", &rest); s && (well || !last); s = strtok_r(NULL, "\n", &rest))
                last = s;
        return last && understand(last, fd, to, out) && (well || !out->thumb_type);
}

int file_look(struct ctx *c, int fd, const struct look_into *to, struct verdict *out)
{
        char text[THUMB_LINES];
        int ends[2];
        *out = (struct verdict){ FILE_OPAQUE, fd, NULL };
        if (!c->env->program)
                return OK;
        if (pipe2(ends, O_CLOEXEC) != 0)
                return fail(c, E_BUSY, "storage.busy", "The file could not be looked into; try again later.");
        AUTO_FD in = ends[0];
        pid_t pid = start(c->env->program, (const int[ENDS]){ fd, ends[1], to->plain, to->small, to->anew });
        close(ends[1]);
        if (pid < 0)
                return fail(c, E_BUSY, "storage.busy", "The file could not be looked into; try again later.");
        bool heard = hear(in, text, sizeof text);
        if (!heard)
                kill(pid, SIGKILL);
        bool well = ended_well(pid) && heard;
        if (!well)
                log_line(LOG_WARN, "file.unreadable", "why=%s", heard ? "\"the child failed\"" : "\"the child took too long\"");
        if (!conclude(text, well, fd, to, out))
                *out = (struct verdict){ FILE_OPAQUE, fd, NULL };
        return OK;
}
