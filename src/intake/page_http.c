/* The pages that need no JavaScript. */
#include "http/route.h"
#include "intake/intake.h"
const struct route page_routes[] = {
        { 0 },
};
