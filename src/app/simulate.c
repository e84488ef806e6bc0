/* amends simulate: the workload, in steps of a few hundred things per transaction, progress on stderr. */
#include "app/simulate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/simulate_step.h"
#include "auth/auth.h"
#include "base/arena.h"
#include "db/db.h"
#include "person/person.h"
#include "ticket/ticket.h"

enum { STEP = 500, SAY_EVERY_MS = 2000 };

/* ---- arguments ---- */

static bool number(const char *name, const char *text, int64_t least, int64_t *out)
{
        char *end = NULL;
        *out = text ? strtoll(text, &end, 10) : -1;
        if (end && end != text && !*end && *out >= least && *out <= SIM_MOST)
                return true;
        fprintf(stderr, "amends: %s takes a number from %lld to %d\n", name, (long long)least, SIM_MOST);
        return false;
}

bool simulate_args(int *argc, char **argv, struct simulate *out)
{
        struct {
                const char *name;
                int64_t least, *at;
        } own[] = { { "--tickets", 0, &out->tickets }, { "--people", SIM_STAFF * 2, &out->people }, { "--legs", 0, &out->legs },
                    { "--seed", 0, &out->seed } };
        int kept = 0;
        *out = (struct simulate){ .tickets = 10000, .people = 10000, .legs = 50000, .seed = 1 };
        for (int i = 0; i < *argc; i++) {
                size_t k = 0;
                while (k < 4 && strcmp(argv[i], own[k].name) != 0)
                        k++;
                if (k == 4)
                        argv[kept++] = argv[i];
                else if (!number(argv[i], i + 1 < *argc ? argv[i + 1] : NULL, own[k].least, own[k].at))
                        return false;
                else
                        i++;
        }
        *argc = kept;
        return true;
}

/* ---- progress ---- */

static void say(const char *what, int64_t done, int64_t all, int64_t since)
{
        int64_t ms = clock_mono() - since;
        fprintf(stderr, "simulate: %s %lld of %lld, %lld a second\n", what, (long long)done, (long long)all,
                (long long)(ms > 0 ? done * 1000 / ms : done));
}

struct step {
        struct sim *s;
        int (*one)(struct sim *s, int64_t nth);
        int64_t from, to;
};

static int step_tx(struct ctx *c, void *arg)
{
        const struct step *t = arg;
        struct dice before = t->s->dice;
        int rc = OK;
        (void)c;
        for (int64_t i = t->from; rc >= 0 && i < t->to; i++)
                rc = t->one(t->s, i);
        if (rc < 0)
                t->s->dice = before; /* it may run again */
        return rc;
}

/* Runs one(0) .. one(all - 1), many to a transaction; what a step allocated goes with it. */
static int phase(struct sim *s, const char *what, int64_t all, int (*one)(struct sim *s, int64_t nth))
{
        int64_t since = clock_mono(), said = since;
        struct arena *own = s->c->a;
        int rc = OK;
        s->c->a = arena_new();
        for (int64_t at = 0; rc >= 0 && at < all; at += STEP) {
                struct step t = { s, one, at, at + STEP < all ? at + STEP : all };
                arena_reset(s->c->a);
                rc = db_tx_loose(s->c, what, step_tx, &t); /* nobody else is here to meet a conflict with */
                if (clock_mono() - said < SAY_EVERY_MS && t.to < all)
                        continue;
                said = clock_mono();
                say(what, t.to, all, since);
        }
        arena_free(s->c->a);
        s->c->a = own;
        return rc < 0 ? rc : OK;
}

/* ---- the whole ---- */

static int set_tx(struct ctx *c, void *arg)
{
        return sim_state_set(c, arg);
}

/* Neither people nor tickets are ever deleted, so that the first of them tells. */
static int is_empty(struct ctx *c)
{
        struct ticket t;
        int64_t accounts;
        TRY(account_count(c, &accounts));
        int person = person_exists(c, 1), ticket = ticket_load(c, 1, &t);
        TRY(person);
        if (ticket != E_NONE)
                TRY(ticket);
        return !accounts && !person && ticket == E_NONE;
}

static int begin(struct ctx *c, const char *asked)
{
        const char *state;
        TRY(sim_state(c, &state));
        if (state)
                return fail(c, E_CLASH, "usage", strncmp(state, "loaded", 6) == 0
                            ? "A workload lies here already (%s); give an empty data folder or database."
                            : "An earlier run was interrupted here (%s); remove this data folder or database and begin again.", state);
        int empty = is_empty(c);
        TRY(empty);
        if (!empty)
                return fail(c, E_CLASH, "usage", "There are people or tickets in this database; a workload needs an empty one.");
        return db_tx(c, __func__, set_tx, arena_printf(c->a, "loading %s", asked));
}

static int seal(struct ctx *c, const struct consumer *k)
{
        (void)k;
        return event_seal(c);
}

static int consume(struct ctx *c, const struct consumer *k)
{
        return event_consume(c, k, NULL);
}

/* Again and again, until there is no more to do. */
static int to_the_end(struct ctx *c, int (*step)(struct ctx *c, const struct consumer *k), const struct consumer *k)
{
        struct arena *own = c->a;
        int rc;
        c->a = arena_new();
        do {
                arena_reset(c->a);
                rc = step(c, k);
        } while (rc > 0);
        arena_free(c->a);
        c->a = own;
        return rc;
}

/* What a running server does a moment later: blocks, words, counters. */
static int settle(struct ctx *c)
{
        int64_t since = clock_mono(), events;
        TRY(to_the_end(c, seal, NULL));
        for (const struct consumer *k = c->env->consumers; k && k->name; k++)
                if (k->when == LATER)
                        TRY(to_the_end(c, consume, k));
        TRY(event_last(c, &events));
        say("events settled", events, events, since);
        return OK;
}

static int drop_tx(struct ctx *c, void *arg)
{
        return sim_indexes_drop(c, arg);
}

struct making {
        const struct rows *dropped;
        size_t i;
};

static int make_tx(struct ctx *c, void *arg)
{
        const struct making *m = arg;
        return sim_index_make(c, m->dropped, m->i);
}

static int make_indexes(struct ctx *c, const struct rows *dropped)
{
        int64_t since = clock_mono();
        for (size_t i = 0; i < dropped->n; i++) {
                struct making m = { dropped, i };
                TRY(db_tx(c, __func__, make_tx, &m));
        }
        say("indexes", (int64_t)dropped->n, (int64_t)dropped->n, since);
        return OK;
}

static int load(struct sim *s, const struct simulate *in)
{
        struct ctx *c = s->c;
        struct rows dropped;
        TRY(db_tx(c, __func__, drop_tx, &dropped));
        TRY(phase(s, "people", in->people, sim_one_person));
        TRY(phase(s, "accounts", SIM_STAFF + SIM_LEADERS, sim_one_account));
        TRY(phase(s, "tickets", in->tickets, sim_one_ticket));
        TRY(phase(s, "ledger movements", in->legs / 2, sim_one_movement));
        TRY(make_indexes(c, &dropped));
        return settle(c);
}

int simulate_load(struct app *a, const struct simulate *in)
{
        struct ctx *c = &a->c;
        int64_t day = 24LL * 3600 * 1000;
        struct sim s = { .c = c, .in = in, .dice = { (uint64_t)in->seed * 0x9e3779b97f4a7c15u + 1 }, .end = c->now / day * day };
        const char *asked = arena_printf(c->a, "--tickets %lld --people %lld --legs %lld --seed %lld", (long long)in->tickets,
                                         (long long)in->people, (long long)in->legs, (long long)in->seed);
        int64_t since = clock_mono();
        TRY(begin(c, asked));
        s.person = calloc((size_t)in->people * 2, sizeof *s.person);
        if (!s.person)
                abort();
        s.above = s.person + in->people;
        int rc = load(&s, in);
        free(s.person);
        TRY(rc);
        c->now = clock_real();
        TRY(db_tx(c, __func__, set_tx, arena_printf(c->a, "loaded %s", asked)));
        printf("simulate: %s loaded in %.1f s\n", asked, (double)(clock_mono() - since) / 1000);
        return OK;
}
