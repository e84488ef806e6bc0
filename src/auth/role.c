/* The roles that every instance begins with (AS-1). They are data from then on. */
#include "auth/auth.h"
#include "auth/auth_store.h"
#include "db/db.h"

/* "self" comes with every session; what is not listed is not allowed. */
#define STAFF "tag.read tag.write"

static const struct role defaults[] = {
        { .role_key = "admin", .label_en = "Administrator", .label_fr = "Administrateur", .label_es = "Administrador", .staff = 1, .permissions = "*" },
        { .role_key = "supervisor", .label_en = "Supervisor", .label_fr = "Superviseur", .label_es = "Supervisor", .staff = 1, .permissions = STAFF " system.read" },
        { .role_key = "agent", .label_en = "Agent", .label_fr = "Conseiller", .label_es = "Agente", .staff = 1, .permissions = STAFF },
        { .role_key = "dispatcher", .label_en = "Dispatcher", .label_fr = "Régulateur", .label_es = "Coordinador de reparto", .staff = 1, .permissions = STAFF },
        { .role_key = "engineer", .label_en = "Engineer on call", .label_fr = "Ingénieur d’astreinte", .label_es = "Ingeniero de guardia", .staff = 1, .permissions = "tag.read" },
        { .role_key = "courier", .label_en = "Courier", .label_fr = "Coursier", .label_es = "Repartidor" },
        { .role_key = "shop", .label_en = "Shop", .label_fr = "Commerce", .label_es = "Comercio" },
        { .role_key = "carrier", .label_en = "Carrier", .label_fr = "Transporteur", .label_es = "Transportista" },
        { .role_key = "consultant", .label_en = "Consultant", .label_fr = "Conseillère de vente", .label_es = "Consultora" },
        { .role_key = "customer", .label_en = "Customer", .label_fr = "Client", .label_es = "Cliente" },
        { .role_key = "anonymous", .label_en = "Anonymous", .label_fr = "Anonyme", .label_es = "Anónimo" },
};

static int seed_tx(struct ctx *c, void *arg)
{
        (void)arg;
        for (size_t i = 0; i < sizeof defaults / sizeof *defaults; i++) {
                struct role r = defaults[i];
                r.position = (int64_t)i;
                r.permissions = r.permissions ? r.permissions : "";
                TRY(role_insert_missing(c, &r));
        }
        return OK;
}

int auth_seed_roles(struct ctx *c)
{
        return db_tx_loose(c, __func__, seed_tx, NULL);
}
