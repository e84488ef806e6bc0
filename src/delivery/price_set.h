/* delivery/price_set.h - a compiled rule set. Inside the price module only. */
#pragma once
#include "delivery/price_code.h"

struct price_compiled {
        struct price_code condition, price;
        const char *name; /* or NULL */
        int index;
        enum price_target target;
        bool manual; /* a supplement: never matches */
};

struct price_set {
        enum price_strategy strategy;
        struct price_compiled *rules;
        int n;
};
