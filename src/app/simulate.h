/* app/simulate.h - the workload that speed is measured with: people in a genealogy, tickets, ledger legs, staff.
 * Everything goes through the same rules as a request does, so what lies there is what the rules leave; only the
 * indexes that no rule needs while loading are made at the end. The same seed gives the same workload: only salts,
 * the instance's secret and the day that the times count back from differ. */
#pragma once
#include "app/app.h"

struct simulate {
        int64_t tickets, people, legs, seed; /* as asked for; people at least SIM_STAFF + SIM_LEADERS */
};
enum { SIM_STAFF = 50, SIM_DEPTH = 12, SIM_MOST = 20000000 };

/* Takes --tickets N, --people N, --legs N and --seed N out of the arguments; false: said on stderr. */
bool simulate_args(int *argc, char **argv, struct simulate *out);
/* Loads it into an empty database, saying on stderr how far it is. E_CLASH: something lies there already. */
int simulate_load(struct app *a, const struct simulate *in);

/* ---- simulate_text.c: what people are called and what they write ---- */
struct dice {
        uint64_t state;
};
unsigned dice(struct dice *d, unsigned n);     /* 0 .. n-1 */
unsigned dice_few(struct dice *d, unsigned n); /* 0 .. n-1, the small ones much more often */
struct written {
        const char *locale, *subject, *body; /* about 60 and about 300 characters */
};
void sim_write(struct ctx *c, struct dice *d, struct written *out);
struct person_new;
void sim_person(struct ctx *c, struct dice *d, int64_t nth, struct person_new *out);

/* ---- simulate_store.c: what has to be said in SQL ---- */
int sim_state(struct ctx *c, const char **out); /* NULL: never simulated here */
int sim_state_set(struct ctx *c, const char *state);
int sim_indexes_drop(struct ctx *c, struct rows *out); /* what rules do not need meanwhile; *out: to make them again */
int sim_index_make(struct ctx *c, const struct rows *dropped, size_t i);
