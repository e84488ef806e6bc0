/* amends verify, for attachments: the bytes behind each row are there and are what their name says. */
#include <sodium.h>
#include <string.h>

#include "db/db.h"
#include "event/replay.h"
#include "file/fd.h"
#include "file/file.h"
#include "file/file_store.h"
#include "file/keep.h"

enum { BATCH = 200, CHUNK = 64 * 1024 };

static int fault(struct ctx *c, const struct file *f, const char *what)
{
        return fail(c, E_CLASH, "verify.file", "file %lld (%s): %s", (long long)f->id, f->hash, what);
}

static int check_content(struct ctx *c, const struct file *f, const char *hash)
{
        unsigned char buf[CHUNK], sum[32];
        char hex[HASH_HEX];
        int64_t size;
        ssize_t n;
        crypto_generichash_state s;
        AUTO_FD fd = content_open(c, hash, &size);
        if (fd < 0) {
                fail_clear(c);
                return fault(c, f, "its bytes are missing");
        }
        crypto_generichash_init(&s, NULL, 0, sizeof sum);
        while ((n = read(fd, buf, sizeof buf)) > 0)
                crypto_generichash_update(&s, buf, (size_t)n);
        crypto_generichash_final(&s, sum, sizeof sum);
        sodium_bin2hex(hex, sizeof hex, sum, sizeof sum);
        return n == 0 && memcmp(hex, hash, HASH_HEX) == 0 ? OK : fault(c, f, "its bytes are not what was stored");
}

static int check_file(struct ctx *c, void *row)
{
        const struct file *f = row;
        TRY(check_content(c, f, f->hash));
        return f->thumb_hash ? check_content(c, f, f->thumb_hash) : OK;
}

static int next_files(struct ctx *c, int64_t after, struct rows *out)
{
        return file_walk(c, after, BATCH, out);
}

int file_verify(struct ctx *c, int64_t *count)
{
        AUTO_FD hold = file_hold(c); /* what goes now goes after us */
        TRY(hold);
        return replay_all(c, &(struct replay_walk){ next_files, check_file, NULL }, count);
}
