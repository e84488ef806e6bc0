/* amends verify: walks everything that must hold and stops at the first fault, naming it. */
#include <stdio.h>

#include "app/app.h"

int verify_all(struct app *a)
{
        int64_t events, blocks, unsealed;
        struct ctx *c = &a->c;
        int rc = event_verify(c, &events, &blocks);
        if (rc < 0) {
                printf("FAULT %s: %s\n", c->slug ? c->slug : "unknown", c->why);
                return rc;
        }
        TRY(event_unsealed(c, &unsealed));
        printf("events: %lld in unbroken chains, %lld blocks\n", (long long)events, (long long)blocks);
        if (unsealed)
                printf("note: the last %lld events are not in a block yet; only their own streams protect them\n", (long long)unsealed);
        printf("verify: ok\n");
        return OK;
}
