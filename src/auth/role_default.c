/* The roles that every instance begins with (AS-1). They are data from then on.
 * Where nobody said what a role may do with tickets, it gets what a small company expects: an agent and a
 * supervisor work on all of them, a dispatcher on deliveries, an engineer on what lies with the systems
 * area. An administrator narrows this down by the role's grants. */
#include "auth/role.h"
#include "auth/role_store.h"
#include "base/arena.h"
#include "db/db.h"

/* "self" comes with every session; what is not listed is not allowed. */
#define STAFF "ticket.widgets tag.read tag.write product.read person.read person.rank person.contact person.write person.network" \
        " person.network_rank person.network_contact account.read account.invite area.read token.self"
#define GRANTS(v) (struct rows){ (void *)(v), sizeof(v) / sizeof(v)[0], sizeof(v)[0] }

static const struct grant everything[] = { { NULL, NULL, NULL, NULL, 1, 1, 1, 1 } };
static const struct grant deliveries[] = { { NULL, "delivery", NULL, NULL, 1, 1, 1, 1 } };
static const struct grant systems[] = { { "systems", NULL, NULL, NULL, 1, 1, 1, 0 } };

static const struct {
        struct role r;
        struct rows grants;
} defaults[] = {
        { { .role_key = "admin", .label_en = "Administrator", .label_fr = "Administrateur", .label_es = "Administrador", .staff = 1,
            .permissions = "*" }, GRANTS(everything) },
        { { .role_key = "supervisor", .label_en = "Supervisor", .label_fr = "Superviseur", .label_es = "Supervisor", .staff = 1,
            .permissions = STAFF " account.write role.read area.write system.read store.write product.write order.read order.write"
                           " delivery.read delivery.create delivery.write delivery.decide task.act ledger.read" }, GRANTS(everything) },
        { { .role_key = "agent", .label_en = "Agent", .label_fr = "Conseiller", .label_es = "Agente", .staff = 1,
            .permissions = STAFF " order.read delivery.read ledger.read" }, GRANTS(everything) },
        { { .role_key = "dispatcher", .label_en = "Dispatcher", .label_fr = "Régulateur", .label_es = "Coordinador de reparto", .staff = 1,
            .permissions = STAFF " order.read order.write delivery.read delivery.create delivery.write delivery.decide task.act"
                           " ledger.read" }, GRANTS(deliveries) },
        { { .role_key = "engineer", .label_en = "Engineer on call", .label_fr = "Ingénieur d’astreinte", .label_es = "Ingeniero de guardia",
            .staff = 1, .permissions = "ticket.widgets tag.read product.read person.read person.rank area.read token.self" }, GRANTS(systems) },
        { { .role_key = "courier", .label_en = "Courier", .label_fr = "Coursier", .label_es = "Repartidor",
            .permissions = "task.act" }, { 0 } },
        { { .role_key = "shop", .label_en = "Shop", .label_fr = "Commerce", .label_es = "Comercio",
            .permissions = "delivery.create" }, { 0 } },
        { { .role_key = "carrier", .label_en = "Carrier", .label_fr = "Transporteur", .label_es = "Transportista" }, { 0 } },
        { { .role_key = "consultant", .label_en = "Consultant", .label_fr = "Conseillère de vente", .label_es = "Consultora",
            .permissions = "person.network person.network_rank ticket.network" }, { 0 } },
        { { .role_key = "customer", .label_en = "Customer", .label_fr = "Client", .label_es = "Cliente" }, { 0 } },
        { { .role_key = "anonymous", .label_en = "Anonymous", .label_fr = "Anonyme", .label_es = "Anónimo" }, { 0 } },
};

static int seed_tx(struct ctx *c, void *arg)
{
        (void)arg;
        for (size_t i = 0; i < sizeof defaults / sizeof *defaults; i++) {
                struct role r = defaults[i].r;
                r.position = (int64_t)i;
                r.permissions = r.permissions ? r.permissions : "";
                int made = role_insert_missing(c, &r);
                TRY(made);
                if (!made)
                        continue;
                TRY(role_load(c, r.role_key, &r));
                TRY(grants_replace(c, r.id, &defaults[i].grants));
                TRY(role_version_bump(c));
        }
        return OK;
}

int auth_seed_roles(struct ctx *c)
{
        return db_tx_loose(c, __func__, seed_tx, NULL);
}
