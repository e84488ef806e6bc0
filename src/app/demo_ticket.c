/* Tickets of the demo company: opened, owned, answered and resolved through the same rules as by people. */
#include <string.h>

#include "app/app.h"
#include "auth/auth.h"
#include "base/actor.h"
#include "base/arena.h"
#include "db/db.h"
#include "person/person.h"
#include "product/product.h"
#include "ticket/ticket.h"

#define HOUR_MS 3600000LL

static const struct {
        const char *subject, *body, *category, *channel, *kind, *answer, *note;
        int hours_ago, important, urgent, person;
        enum { LEFT_ALONE, TAKEN, ANSWERED, RESOLVED } fate;
        size_t product; /* which of products, from 1; 0: none */
} tickets[] = {
        { "Mon colis n’est pas arrivé", "Bonjour, ma commande devait arriver mardi et je n’ai rien reçu. Le suivi n’a pas bougé depuis dimanche.",
          "delivery.not_received", "web", "claim", "Bonjour, je m’en occupe personnellement. J’appelle le transporteur ce matin.",
            "Transporteur appelé, enquête ouverte.", 26, 1, 1, 0, ANSWERED },
        { "Me cobraron dos veces", "Buenos días: en mi tarjeta aparecen dos cargos por el mismo pedido.", "billing.double_charge", "email",
          "complaint",
          NULL, NULL, 3, 1, 1, 1, LEFT_ALONE },
        { "The vase arrived broken", "I opened the box and the vase is in pieces. Photos on request.", "delivery.damaged", "phone", "claim",
          "I am sorry to hear that. A new one leaves today and you need not send the broken one back.", NULL, 50, 1, 0, 2, RESOLVED, 3 },
        { "Comment changer mon adresse ?", "J’ai déménagé, où puis-je changer mon adresse de livraison ?", "account", "web", "question",
          "C’est fait : votre nouvelle adresse est enregistrée.", NULL, 72, 0, 0, 3, RESOLVED },
        { "Producto equivocado", "Pedí la crema de noche y llegó la de día.", "delivery.wrong_item", "chat", "claim", NULL,
          "Falta confirmar existencias.", 20, 0, 1, 4, TAKEN, 1 },
        { "Cannot finish my order", "At the payment step the page says \"try later\", since this morning.", "orders.difficulty", "email", "incident",
          NULL, NULL, 2, -1, 1, 5, LEFT_ALONE },
        { "Le coursier était en retard", "Deux heures d’attente, et personne ne répondait au téléphone.", "delivery.complaint", "phone", "complaint",
          NULL, NULL, 6, -1, -1, 6, LEFT_ALONE },
        { "Gracias por la ayuda", "Solo quería agradecer a Inés, resolvió todo en una llamada.", "praise", "email", "thanks",
          "¡Gracias a usted! Se lo diré a todo el equipo.", NULL, 90, 0, 0, 7, RESOLVED },
        { "Invoice shows the wrong name", "The invoice is made out to my old company. Could you change it?", "billing.wrong_invoice", "web",
          "petition",
          NULL, NULL, 30, 1, 0, 8, TAKEN },
        { "Frais de port trop élevés", "On m’avait dit 5 €, la facture dit 9 €.", "billing.freight", "web", "claim", NULL, NULL, 12, 0, 0, 9,
          LEFT_ALONE },
        { "Devolución sin aplicar", "Devolví dos productos hace tres semanas y mi saldo sigue igual.", "returns.not_applied", "phone", "claim",
          NULL, NULL, 15, 1, -1, 10, LEFT_ALONE },
        { "Somebody ordered in my name", "I got a confirmation for an order I never made.", "account.fraud", "email", "wrongdoing", NULL, NULL, 1, 1,
          1, 11, LEFT_ALONE },
};

static struct {
        const char *sku;
        struct product_names names;
} products[] = {
        { "CR-010", { "Night cream, 50 ml", "Crème de nuit, 50 ml", "Crema de noche, 50 ml" } },
        { "CR-020", { "Day cream, 50 ml", "Crème de jour, 50 ml", "Crema de día, 50 ml" } },
        { "VA-100", { "Vase Aurora", "Vase Aurore", "Florero Aurora" } },
        { "DF-300", { "Scent diffuser", "Diffuseur de parfum", "Difusor de aromas" } },
};
enum { PRODUCTS = sizeof products / sizeof *products };

struct one {
        size_t i;
        int64_t requester, agent, product;
};

static int answer_tx(struct ctx *c, int64_t ticket, const struct one *o)
{
        int64_t id;
        struct ticket_said said = { .ticket_id = ticket, .author_id = o->agent, .author_staff = true, .channel = "back_office" };
        if (tickets[o->i].note) {
                said.audience = AUD_INTERNAL;
                said.body = tickets[o->i].note;
                TRY(ticket_say(c, &said, &id));
        }
        if (!tickets[o->i].answer)
                return OK;
        said.audience = AUD_CUSTOMER;
        said.body = tickets[o->i].answer;
        return ticket_say(c, &said, &id);
}

static int open_tx(struct ctx *c, void *arg)
{
        const struct one *o = arg;
        struct ticket_open k;
        ticket_open_init(&k);
        k.t.subject = tickets[o->i].subject;
        k.t.category = tickets[o->i].category;
        k.t.kind = tickets[o->i].kind;
        k.t.channel = tickets[o->i].channel;
        k.t.important = tickets[o->i].important;
        k.t.urgent = tickets[o->i].urgent;
        k.t.requester_id = k.t.affected_id = k.author_id = o->requester;
        k.t.assignee_id = tickets[o->i].fate == LEFT_ALONE ? NIL : o->agent;
        k.t.product_id = o->product;
        k.body = tickets[o->i].body;
        TRY(ticket_open(c, &k));
        TRY(answer_tx(c, k.t.id, o));
        c->made = k.t.id;
        return OK;
}

static int settle(struct ctx *c, int64_t id, int fate)
{
        struct ticket t;
        static const struct ticket_transition_new doing = { .to = "in_progress" }, done = { .to = "closed", .resolution = "solved" };
        if (fate == LEFT_ALONE)
                return OK;
        TRY(ticket_move(c, id, NIL, &doing, &t));
        return fate == RESOLVED ? ticket_move(c, id, NIL, &done, &t) : OK;
}

/* The logins whose tickets these are; the owner of those that have one. */
static int find_people(struct ctx *c, int64_t customers[3], int64_t *agent)
{
        static const char *const logins[] = { "customer@demo.test", "consultant2@demo.test", "consultant@demo.test" };
        for (int i = 0; i < 3; i++)
                TRY(person_by_contact(c, logins[i], NULL, &customers[i]));
        return person_by_contact(c, "agent@demo.test", NULL, agent);
}

/* What the company itself sells. */
static int load_products(struct ctx *c, int64_t ids[PRODUCTS + 1])
{
        struct product p;
        ids[0] = NIL;
        for (size_t i = 0; i < PRODUCTS; i++) {
                struct product_new n = { products[i].sku, &products[i].names, NIL };
                TRY(product_create(c, &n, &p));
                ids[i + 1] = p.id;
        }
        return OK;
}

int demo_tickets(struct ctx *c)
{
        int64_t now = c->now, people[3], products_made[PRODUCTS + 1], agent;
        TRY(load_products(c, products_made));
        TRY(find_people(c, people, &agent));
        for (size_t i = 0; i < sizeof tickets / sizeof *tickets; i++) {
                struct one o = { i, people[tickets[i].person % 3], agent, products_made[tickets[i].product] };
                c->now = now - tickets[i].hours_ago * HOUR_MS;
                TRY(db_tx(c, __func__, open_tx, &o));
                c->now += HOUR_MS / 2;
                TRY(settle(c, c->made, (int)tickets[i].fate));
        }
        c->now = now;
        return OK;
}
