/* What may be said of jobs inside a transaction. */
#include "job/job.h"

#include "job/job_store.h"

int job_add(struct ctx *c, const struct job_new *n)
{
        struct job j = {
                .kind = n->kind, .job_key = n->job_key, .payload = n->payload ? n->payload : "{}", .run_at = n->run_at,
                .every_ms = NIL, .created_at = c->now,
        };
        return job_upsert(c, &j);
}

int job_cancel(struct ctx *c, const char *kind, const char *job_key)
{
        return job_delete(c, kind, job_key);
}

int job_cancel_keyed(struct ctx *c, const char *kind)
{
        return job_delete_keyed(c, kind);
}
