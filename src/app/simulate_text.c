/* Names and texts of the workload. Common words are common and rare ones rare, in three languages, and no two texts
 * are alike: one text repeated would flatter every index. */
#include <stdio.h>
#include <string.h>

#include "app/simulate.h"
#include "base/arena.h"
#include "person/person.h"

enum { SUBJECT = 60, BODY = 300, COINED = 40000 };

static const struct language {
        const char *locale, *country, *phone;
        const char *first[16], *last[16], *cities[8];
        const char *words; /* the commonest first */
} languages[] = {
        { "en", "GB", "+44 7700 ",
          { "Olivia", "George", "Amelia", "Harry", "Isla", "Jack", "Emily", "Noah", "Grace", "Oscar", "Freya", "Callum", "Niamh", "Rhys", "Aisha", "Imran" },
          { "Smith", "Jones", "Taylor", "O’Brien", "Williams", "Evans", "Wilson", "Campbell", "Khan", "MacLeod", "Davies", "Patel", "Wright",
            "Murphy", "Fletcher", "Okonkwo" },
          { "London", "Leeds", "Bristol", "Cardiff", "Glasgow", "Derby", "Exeter", "York" },
          "the to my order i and a not it was is have delivery please for in of parcel on this that with you received been still me your yesterday "
          "number but they refund again box driver address card week arrived waiting broken money invoice nobody answer phone wrong email account "
          "payment missing items promised already twice charged photo attached neighbour door left rain replacement return label voucher discount "
          "catalogue bottle cream size colour warehouse morning evening monday friday cancelled changed confirm urgent kindly explain solution "
          "manager complaint customer service signature tracking stuck customs damaged leaking refuse courier bell ground floor code gate shop "
          "collect opening hours weekend holiday birthday gift angry disappointed thanks help password login page error message checkout points "
          "bonus statement credit balance team sponsor upgrade rank" },
        { "fr", "FR", "+33 6 39 ",
          { "Camille", "Léa", "Hugo", "Chloé", "Louis", "Manon", "Théo", "Inès", "Jules", "Zoé", "Amélie", "Gaël", "Noémie", "Benoît", "Aïcha", "Loïc" },
          { "Martin", "Bernard", "Dubois", "Lefèvre", "Moreau", "Lambert", "Rousseau", "Girard", "Mercier", "Béranger", "Chevalier", "Garnier",
            "Fournier", "Haddad", "Le Goff", "d’Aubigné" },
          { "Paris", "Lyon", "Nantes", "Lille", "Toulouse", "Rennes", "Dijon", "Metz" },
          "de la le je ma commande et pas est que les à mon un colis pour livraison il n’ai reçu bonjour une en vous du ne avec sur merci numéro "
          "depuis encore toujours hier mais remboursement carton livreur adresse carte semaine arrivé attends cassé argent facture personne répond "
          "téléphone erreur mail compte paiement manque articles promis déjà deux fois débité photo jointe voisin porte laissé pluie échange retour "
          "étiquette bon réduction catalogue flacon crème taille couleur entrepôt matin soir lundi vendredi annulé changé confirmer urgent expliquer "
          "solution responsable réclamation cliente service signature suivi bloqué douane abîmé fuit refuse coursier sonnette étage code portail "
          "boutique retirer horaires vacances anniversaire cadeau déçue fâchée aide passe connexion page message panier points prime relevé avoir "
          "solde équipe marraine rang" },
        { "es", "ES", "+34 600 ",
          { "Lucía", "Mateo", "Sofía", "Diego", "Valentina", "Íñigo", "Camila", "Andrés",
            "María", "José", "Paula", "Álvaro", "Noelia", "Julián", "Aitana", "Raúl" },
          { "García", "Rodríguez", "Muñoz", "Fernández", "Ibáñez", "Núñez", "Torres", "Ramírez", "Castaño", "Gómez", "Peña", "Ortiz", "Sánchez",
            "Vargas", "Quiñones", "Zapata" },
          { "Madrid", "Sevilla", "Bilbao", "Valencia", "Málaga", "Cádiz", "León", "Murcia" },
          "de el la mi pedido que no y en un he para con lo es por una me entrega recibido los paquete se ha del favor buenos días número desde "
          "todavía ayer pero reembolso caja repartidor dirección tarjeta semana llegado espero roto dinero factura nadie contesta teléfono "
          "equivocado correo cuenta pago falta artículos prometido ya dos veces cobrado foto adjunta vecino puerta dejó lluvia cambio devolución "
          "etiqueta vale descuento catálogo frasco crema talla color almacén mañana tarde lunes viernes cancelado cambiado confirmar urgente "
          "explicar solución encargada queja clienta servicio firma seguimiento parado aduana dañado gotea rechazo mensajero timbre piso código "
          "portal tienda recoger horario vacaciones cumpleaños regalo molesta decepcionada gracias ayuda contraseña acceso página mensaje carrito "
          "puntos bono extracto crédito saldo equipo madrina rango" },
};

unsigned dice(struct dice *d, unsigned n)
{
        d->state = d->state * 6364136223846793005u + 1442695040888963407u;
        return (unsigned)(((d->state >> 33) * (uint64_t)n) >> 31);
}

unsigned dice_few(struct dice *d, unsigned n)
{
        uint64_t a = dice(d, 1u << 16), b = dice(d, 1u << 16), c = dice(d, 1u << 16);
        return (unsigned)((a * b / (1u << 16) * c) * n >> 32);
}

static const struct language *language(struct dice *d)
{
        unsigned k = dice(d, 10);
        return &languages[k < 5 ? 0 : k < 8 ? 1 : 2];
}

/* The nth blank-separated word of a text. */
static size_t word_at(const char *text, unsigned nth, const char **out)
{
        while (nth--)
                text = strchr(text, ' ') + 1;
        *out = text;
        return strcspn(text, " ");
}

static unsigned word_count(const char *text)
{
        unsigned n = 1;
        while ((text = strchr(text, ' ')) != NULL) {
                text++;
                n++;
        }
        return n;
}

/* A word that nobody else uses much: the name of one of 40,000 products, or a reference number. */
static size_t coin(struct dice *d, char *out, size_t room)
{
        static const char *const part[] = { "va", "lo", "ri", "men", "tas", "bel", "no", "cor", "du", "fi", "ga", "sil", "pra", "ten", "wo", "zu",
                                            "ke", "mar", "os", "il", "un", "dre", "pi", "xa", "tho", "lin", "bru", "cé", "ñu", "ja", "he", "gri" };
        int n;
        if (dice(d, 4) == 0) {
                n = snprintf(out, room, "%c%06u", 'A' + (int)dice(d, 26), dice(d, 1000000));
        } else {
                unsigned k = dice_few(d, COINED);
                n = snprintf(out, room, "%s%s%s%s", part[k % 32], part[k / 32 % 32], part[k / 1024 % 32], part[(k * 7 + 3) % 32]);
        }
        return n < 0 || (size_t)n >= room ? 0 : (size_t)n;
}

static const char *prose(struct ctx *c, struct dice *d, const struct language *l, size_t length)
{
        struct strbuf b;
        char own[40];
        unsigned many = word_count(l->words), sentence = 0;
        strbuf_init(&b, c->a, length + 40);
        while (b.n < length) {
                const char *w = own;
                size_t n = dice(d, 12) == 0 ? coin(d, own, sizeof own) : word_at(l->words, dice_few(d, many), &w);
                if (sentence++ > 0)
                        strbuf_putc(&b, ' ');
                strbuf_add(&b, w, n);
                if (sentence > 6 && dice(d, 8) == 0) {
                        strbuf_puts(&b, ". ");
                        sentence = 0;
                }
        }
        return b.s;
}

void sim_write(struct ctx *c, struct dice *d, struct written *out)
{
        const struct language *l = language(d);
        *out = (struct written){ l->locale, prose(c, d, l, SUBJECT - 4), prose(c, d, l, BODY - 4) };
}

void sim_person(struct ctx *c, struct dice *d, int64_t nth, struct person_new *n)
{
        static const char *const ranks[] = { "bronze", "silver", "gold", "diamond" };
        const struct language *l = language(d);
        const char *first = l->first[dice(d, 16)], *last = l->last[dice(d, 16)];
        char own[40];
        field_clear(person_new_fields, n);
        size_t len = coin(d, own, sizeof own); /* a second family name, so that names are as many as people have */
        own[0] = own[0] >= 'a' ? (char)(own[0] - 32) : own[0];
        n->name = arena_printf(c->a, "%s %s %.*s", first, last, (int)len, own);
        n->kind = dice(d, 3) ? "customer" : "consultant";
        n->rank = n->kind[2] == 'n' ? ranks[dice_few(d, 4)] : NULL;
        n->locale = l->locale;
        n->country = l->country;
        n->city = l->cities[dice(d, 8)];
        n->postcode = arena_printf(c->a, "%05u", dice(d, 90000) + 1000);
        n->street = arena_printf(c->a, "%.*s %u", (int)len, own, dice(d, 200) + 1);
        if (dice(d, 10) < 8)
                n->email = arena_printf(c->a, "p%lld@people.example", (long long)nth);
        if (dice(d, 10) < 9)
                n->phone = arena_printf(c->a, "%s%03u %03u", l->phone, dice(d, 1000), dice(d, 1000));
}
