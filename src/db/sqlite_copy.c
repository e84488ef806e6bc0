/* The online backup of SQLite. In one step: it reads one snapshot while the writer, here or in another process, goes
 * on, and is never made to begin anew by it; the WAL cannot be reset until it is through. */
#include <fcntl.h>
#include <unistd.h>

#include "db/sqlite.h"

static int copy_all(struct ctx *c, sqlite3 *to)
{
        sqlite3_backup *b = sqlite3_backup_init(to, "main", c->db->conn, "main");
        if (!b)
                return sqlite_rc(c, to, sqlite3_errcode(to));
        sqlite3_backup_step(b, -1);
        int rc = sqlite3_backup_finish(b);
        return rc == SQLITE_OK ? OK : sqlite_rc(c, to, rc);
}

static bool sync_file(const char *path)
{
        int fd = open(path, O_RDONLY | O_CLOEXEC);
        bool ok = fd >= 0 && fsync(fd) == 0;
        if (fd >= 0)
                close(fd);
        return ok;
}

int db_copy(struct ctx *c, const char *path)
{
        sqlite3 *to = NULL;
        if (access(path, F_OK) == 0)
                return storage_failed(c, "copy", "the file exists");
        int rc = sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
        rc = rc == SQLITE_OK ? copy_all(c, to) : sqlite_rc(c, to, rc);
        if (sqlite3_close(to) != SQLITE_OK && rc >= 0)
                rc = storage_failed(c, "copy", "it does not close");
        return rc < 0 ? rc : sync_file(path) ? OK : storage_failed(c, "copy", "it cannot be synced");
}
