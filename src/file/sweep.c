/* What nobody needs any more. Everything here may run twice, on several nodes, and beside uploads (see keep.c). */
#include "base/arena.h"
#include "base/log.h"
#include "db/db.h"
#include "file/file.h"
#include "file/file_store.h"
#include "file/keep.h"

enum { BATCH = 200, SHARDS = 256, SHARDS_A_RUN = 11 }; /* all of them within a day of hourly runs */
/* A content without a row comes from a crash between the two, so it is young when a day's walk finds it. An older
 * one means that database and folder do not belong together (a restore, a wrong --db): it is left alone. */
#define YOUNG_MS ((int64_t)7 * 24 * 3600 * 1000)

static int old_tx(struct ctx *c, void *arg)
{
        (void)arg;
        return file_delete_old(c, c->now - FILE_OWN_MS, BATCH);
}

static int done_tx(struct ctx *c, void *arg)
{
        return file_dropped_done(c, arg);
}

static int drop_contents(struct ctx *c)
{
        struct rows r;
        const char *after = "";
        do {
                TRY(file_dropped_list(c, after, BATCH, &r));
                for (size_t i = 0; i < r.n; i++) {
                        after = ((const struct file_dropped *)r.v)[i].hash;
                        int rc = content_remove(c, after, file_content_used);
                        TRY(rc);
                        if (rc > 0)
                                TRY(db_tx(c, "file_dropped", done_tx, (void *)after));
                }
        } while (r.n == BATCH);
        return OK;
}

static int look_after(struct ctx *c, const char *hash, int64_t age)
{
        return age < YOUNG_MS ? content_remove(c, hash, file_content_used) : OK;
}

int file_sweep(struct ctx *c, const struct job *j)
{
        (void)j;
        int n, total = 0;
        do {
                n = db_tx(c, "file_old", old_tx, NULL);
                TRY(n);
                total += n;
        } while (n == BATCH);
        TRY(drop_contents(c));
        int64_t first = c->now / FILE_SWEEP_MS * SHARDS_A_RUN;
        for (int i = 0; i < SHARDS_A_RUN; i++)
                TRY(content_walk(c, (int)((first + i) % SHARDS), look_after));
        content_clean_tmp(c);
        if (total)
                log_line(LOG_INFO, "file.sweep", "unattached=%d", total);
        return OK;
}
