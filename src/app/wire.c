/* The one list of modules: their routes, consumers and jobs. */
#include "app/app.h"
#include "config/config.h"
#include "delivery/delivery.h"
#include "incident/incident.h"
#include "notify/notify.h"
#include "ticket/ticket.h"
#include "auth/auth.h"
#include "intake/intake.h"

#define MODULES(X) X(person) X(area) X(auth) X(account) X(token) X(role) X(tag) X(product) X(file) X(config) X(ticket) \
        X(notify) X(callback) X(intake) X(page) X(shop) X(ledger) X(order) X(rule_set) X(delivery) X(incident) X(system)

#define X(m) extern const struct route m##_routes[];
MODULES(X)
#undef X

const struct route *const app_routes[] = {
#define X(m) m##_routes,
        MODULES(X)
#undef X
        NULL,
};

const struct consumer app_consumers[] = {
        { "config_person", "person.*", IN_TX, config_on_person },
        { "config_area", "area.*", IN_TX, config_on_area },
        { "ticket_config", "config.updated", IN_TX, ticket_on_config },
        { "ticket_role", "role.deleted", IN_TX, ticket_on_role },
        { "delivery_ticket", "ticket.created", IN_TX, delivery_on_ticket },
        { "delivery_ticket_edit", "ticket.updated", IN_TX, delivery_on_ticket },
        { "notify_ticket", "ticket.*", IN_TX, notify_on_ticket },
        { "notify_unreachable", "person.address_unreachable", IN_TX, notify_on_unreachable },
        { "notify_account", "account.*", IN_TX, notify_on_account },
        { "notify_task", "task.*", IN_TX, notify_on_order },
        { "notify_proposal", "proposal.*", IN_TX, notify_on_order },
        { "notify_order", "order.cancelled", IN_TX, notify_on_order },
        { TICKET_CONSUMER, "*", LATER, .batch = ticket_on_events },
        { 0 },
};

const struct job_kind app_jobs[] = {
        { .kind = "outbox_send", .fn = notify_send, .tries = 0 },
        { .kind = "mail_poll", .fn = job_mail_poll, .tries = 0 },
        { .kind = "consume", .fn = job_consume_parked, .tries = 10 },
        { .kind = "password_reset", .fn = job_password_reset, .tries = 10 },
        { .kind = "registration", .fn = job_registration, .tries = 10 },
        { .kind = "link_request", .fn = job_link_request, .tries = 10 },
        { .kind = "ticket_reindex", .fn = job_ticket_reindex, .tries = 0 },
        { .kind = "ticket_tidy", .fn = job_ticket_tidy, .every_ms = TICKET_TIDY_MS },
        { .kind = "notice_tidy", .fn = job_notice_tidy, .every_ms = NOTICE_TIDY_MS },
        { .kind = "file_sweep", .fn = file_sweep, .every_ms = FILE_SWEEP_MS },
        { 0 },
};

const struct file_parent app_file_parents[] = {
        { "ticket_comment", ticket_comment_readable },
        { "task", task_may_read },
        { 0 },
};

const struct order_part app_order_parts[] = {
        { delivery_show, delivery_cancelled, delivery_narrow, delivery_seen },
        { incident_show, NULL, incident_narrow, NULL },
        { 0 },
};
