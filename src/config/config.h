/* config/config.h - the lists that a company adapts (CF-1): categories, statuses, channels, queues, workflows ...
 * Owns the tables config_list, config_item. May call person, http, event, db, base.
 *
 * An entry has a stable key, a label per language and what its list has besides (lists.c). Entries leave by
 * being archived: they are offered no more, and what refers to them still shows. */
#pragma once
#include "base/field.h"
#include "base/strbuf.h"

struct labels {
        const char *en, *fr, *es;
};
extern const struct field labels_fields[];

struct item_base { /* every list's struct begins with this */
        const char *key, *parent;
        struct labels *labels;
        int archived;
};

/* ---- what the entries of each list have besides ---- */
struct cfg_plain {
        struct item_base b;
};
struct cfg_area {
        struct item_base b;
        int complaints; /* tickets about a member of staff or partner go here (AS-8): the first that says so */
};
struct cfg_status {
        struct item_base b;
        int group;  /* enum status_group */
        const char *colour;
        int waiting; /* waits for the customer: clocks stop, reminders go out */
};
enum status_group { GROUP_TODO, GROUP_DOING, GROUP_DONE };
extern const char *const status_groups[];

struct cfg_priority { /* in order: the first is the most pressing */
        struct item_base b;
        const char *colour;
        struct list quadrants; /* of do, decide, delegate, delete; each belongs to one level (TK-3) */
};
struct cfg_widget { /* counts beside the list of tickets, in order (AS-3) */
        struct item_base b;
        int by;            /* enum widget_by */
        struct list shown_to; /* roles; none: whoever may see counts */
};
enum widget_by { WIDGET_CATEGORY, WIDGET_STATUS, WIDGET_QUEUE, WIDGET_PRIORITY };
struct cfg_queue {
        struct item_base b;
        const char *area;
};
struct cfg_sla { /* what is promised on tickets, in minutes of the wall clock; NIL: nothing */
        struct item_base b;
        int64_t first_response_min, resolution_min; /* from the opening of the ticket */
        int64_t next_update_min;                    /* from what staff last told the customer; NIL: a day */
        int is_default; /* of tickets whose category names none */
};
struct cfg_category {
        struct item_base b;
        struct labels *descriptions; /* when to use it */
        const char *workflow, *area, *queue;
        const char *sla; /* NULL: that of the category above */
        int important, urgent; /* -1: left to people */
        int64_t assignee_id;
        struct list required;    /* fields of the ticket that must be filled in before it is done */
        struct list resolutions; /* suggested first */
        int offered;             /* on the public form, in the bot */
};
struct cfg_state { /* of a workflow */
        const char *status, *area, *queue;
        int64_t assignee_id;
};
struct cfg_transition {
        const char *from, *to; /* statuses; from NULL: from any */
        struct list roles;     /* keys; none: whoever may respond */
        struct list requires;  /* comment, resolution, or a field of the ticket */
};
struct cfg_workflow {
        struct item_base b;
        const char *initial;
        struct rows states, transitions;
};
struct cfg_template {
        struct item_base b;
        const char *category;
        struct labels *bodies; /* Markdown with {{placeholders}} */
};
struct cfg_mail_template { /* of one kind of mail (NT-2): customer.registered ... */
        struct item_base b;
        struct labels *subjects, *bodies;
};
struct cfg_site { /* where forms stand, and the contact data shown there (IN-14) */
        struct item_base b;
        int64_t owner_id;
        const char *phone, *email, *url;
        struct labels *hours;
        int locale; /* of its mails where nothing else says: en, fr, es; -1: the instance's */
        const char *time_zone; /* of the times that its pages and mails show to who has told us none; NULL: UTC */
};
struct cfg_failure_reason { /* why a task failed, or what went wrong with it (DL-3) */
        struct item_base b;
        int critical;
        struct list roles;    /* who may use it, of courier, shop, dispatcher, recipient; none: everybody */
        struct list evidence; /* what a report needs, of photo, comment, position */
        struct list resolutions; /* suggested first */
        int effect;           /* enum price_effect: what it proposes to charge */
        const char *supplement; /* effect supplement: name of the manual rule */
        int64_t percentage;   /* effect percentage: of the task's price, in basis points */
};
enum price_effect { EFFECT_NONE, EFFECT_SUPPLEMENT, EFFECT_PERCENTAGE, EFFECT_NOT_CHARGED };
struct cfg_failure_set { /* which of them a store's couriers choose from; the first set is the default */
        struct item_base b;
        struct list reasons;
};

/* ---- for rules: entries come from memory (config_cache.c) and are only read ---- */
/* The entry `key` of a list, decoded into that list's struct. E_NONE (no failure set): no such key. */
int config_item(struct ctx *c, const char *list, const char *key, void *out);
/* The same for what a client named in a field: E_INVALID "unknown_key" for unknown or archived ones. NULL key: OK. */
int config_check(struct ctx *c, const char *list, const char *field, const char *key, void *out);
/* All entries of a list in order, archived ones too; r->size is set. */
int config_all(struct ctx *c, const char *list, struct rows *r);
/* The first entry of a list that is not archived; E_NONE: there is none. */
int config_first(struct ctx *c, const char *list, void *out);
/* Keys of the subtree below key in a list with parents, key itself included. */
int config_subtree(struct ctx *c, const char *list, const char *key, struct list *keys);

struct event;
/* Consumer: what a change of a person names is in the lists. E_INVALID. */
int config_on_person(struct ctx *c, const struct event *e);
/* Consumer: an area that gets its first members is in the list. E_INVALID. */
int config_on_area(struct ctx *c, const struct event *e);

/* For env.config, made before any thread starts. */
struct config_cache *config_cache_new(void);
void config_cache_free(struct config_cache *k);

/* ---- for people ---- */
struct config_shown {
        const char *list;
        int64_t version;
        const char *items; /* JSON array */
};
extern const struct field config_shown_fields[];
int config_show(struct ctx *c, const char *list, struct config_shown *out); /* E_NONE */
/* Replaces a list: given order, missing entries are archived. version NIL: whatever is there. items: JSON array. */
int config_replace(struct ctx *c, const char *list, int64_t version, const char *items, struct config_shown *out);
/* Every list with its shape as JSON Schema: what the admin screens build their forms from. */
void config_lists(struct ctx *c, struct strbuf *b);
/* Fills lists that were never set from the pack "packs/NAME.json", and adds templates of mails that are new. */
int config_seed(struct ctx *c, const char *pack);
