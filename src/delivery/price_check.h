/* delivery/price_check.h - limits of the facts of a quote. Inside the price module only. */
#pragma once
#include "delivery/price_code.h"

/* pricing.bad_delivery. */
int price_check_facts(struct ctx *c, const struct price_facts *f, struct price_error **err);
