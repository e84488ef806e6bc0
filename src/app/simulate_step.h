/* app/simulate_step.h - the things of the workload, one at a time. Private to simulate*.c. */
#pragma once
#include "app/simulate.h"

struct sim {
        struct ctx *c;
        const struct simulate *in;
        struct dice dice;
        int64_t end;      /* Unix ms: the newest thing is a little older */
        int64_t *person;  /* ids in order of making: staff, then the genealogy, level by level */
        int64_t *above;   /* by the same order: which of them stands above, 0 nobody */
        int64_t agent[SIM_STAFF];
};
/* The heads of networks who may sign in: of everybody, of a branch, of a few. */
enum { SIM_LEADERS = 3 };

/* Each makes the nth (0, 1, ...) of its kind, in the present transaction. */
int sim_one_person(struct sim *s, int64_t nth);
int sim_one_account(struct sim *s, int64_t nth);
int sim_one_ticket(struct sim *s, int64_t nth);
int sim_one_movement(struct sim *s, int64_t nth);
