/* delivery/task.h - what the files about tasks share. Inside delivery. */
#pragma once
#include "delivery/delivery.h"

void task_place(struct task *t, const struct address *a); /* the address into its columns */
void task_due(struct task *t);                            /* due_at from the window */
void task_show(struct ctx *c, struct task *t);            /* the columns into an address */
int task_courier_known(struct ctx *c, const char *field, int64_t person_id);

/* An event about t in its order's stream; what changed, and a few more members of data (JSON, ",\"at\":1"). */
int task_emit(struct ctx *c, struct order *o, const char *type, const struct task *before, const struct task *after,
              const char *more, const char *comment);
/* The same with the next version of t, stored. */
int task_change(struct ctx *c, struct order *o, const char *type, const struct task *before, struct task *after, const char *more,
                const char *comment);
