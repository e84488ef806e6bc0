/* The one list of modules: their routes, consumers and jobs. */
#include "app/app.h"

#define MODULES(X) X(auth) X(tag) X(config) X(system)

#define X(m) extern const struct route m##_routes[];
MODULES(X)
#undef X

const struct route *const app_routes[] = {
#define X(m) m##_routes,
        MODULES(X)
#undef X
        NULL,
};

const struct consumer app_consumers[] = {
        { 0 },
};

const struct job_kind app_jobs[] = {
        { .kind = "consume", .fn = job_consume_parked, .tries = 10 },
        { 0 },
};
