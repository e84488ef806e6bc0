/* The machine's clocks, and the test clock that stands still once set. */
#include <time.h>

#include "base/env.h"

int64_t clock_real(void)
{
        struct timespec t;
        clock_gettime(CLOCK_REALTIME, &t);
        return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int64_t clock_mono(void)
{
        struct timespec t;
        clock_gettime(CLOCK_MONOTONIC, &t);
        return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int64_t clock_now(const struct env *env)
{
        if (env && env->clock && env->clock->test) {
                int64_t held = atomic_load(&env->clock->held);
                if (held != NIL)
                        return held;
        }
        return clock_real();
}
