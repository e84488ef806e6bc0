/* delivery/address.h - where a task happens, and what is carried. Inside delivery. */
#pragma once
#include "base/field.h"

struct address {
        const char *name, *phone, *street, *postcode, *city, *country, *comments;
        double lat, lng; /* NAN: not known */
        const char *email; /* who expects it is told by it of what changes */
};
struct package {
        const char *name;
        int64_t quantity;
};
extern const struct field address_fields[], package_fields[];
extern const char *const task_types[];
