/* Lines are labelled in one pass, then runs of one label become pieces. */
#include "mail/mail_quote.h"

#include <string.h>

#include "base/arena.h"
#include "base/strbuf.h"
#include "mail/mail_str.h"

enum {
        LINES_MAX = 20 * 1000,
        ATTRIBUTION_MAX = 300,
        ATTRIBUTION_LINES = 4,
        HEADER_LINES = 8,
        MOBILE_MAX = 120
};

struct line {
        struct span s; /* trimmed */
        size_t at, n;  /* with its LF */
        enum quote_kind kind;
};

struct text {
        struct line *v;
        size_t n;
};

static bool ends_nocase(struct span s, const char *tail)
{
        size_t n = strlen(tail);
        return s.n >= n && span_starts((struct span){ s.s + s.n - n, n }, tail);
}

/* "On Mon, 3 May 2021 at 10:00, Ann <a@b> wrote:" - how the line may begin and how it must end. A NULL
 * beginning: any, then the line must hold a digit and an address or time. */
static const struct {
        const char *start, *end;
} ATTRIBUTIONS[] = {
        { "On ", "wrote:" },
        { "Le ", "a écrit :" },
        { "Le ", "a écrit:" },
        { "Le ", "a écrit\xC2\xA0:" },
        { "Le ", "a écrit\xE2\x80\xAF:" },
        { "El ", "escribió:" },
        { "El ", "escribió :" },
        { "Am ", "schrieb" },
        { "Il ", "ha scritto:" },
        { "Em ", "escreveu:" },
        { "Op ", "schreef" },
        { "Den ", "skrev" },
        { "W dniu ", "napisał" },
        { "Dne ", "napsal" },
        { "Pe ", "a scris:" },
        { NULL, "wrote:" },
        { NULL, "schrieb:" },
        { NULL, "a écrit :" },
        { NULL, "a écrit:" },
        { NULL, "a écrit\xC2\xA0:" },
        { NULL, "escribió:" },
        { NULL, "ha scritto:" },
        { NULL, "escreveu:" },
        { NULL, "schreef:" },
        { NULL, "skrev:" },
        { NULL, "написал:" },
        { NULL, "написал(а):" },
        { NULL, "пишет:" },
        { NULL, "писал:" },
        { NULL, "написав:" },
        { NULL, "napisał(a):" },
        { NULL, "napsal(a):" },
        { NULL, "ezt írta:" },
        { NULL, "kirjoitti:" },
        { NULL, "yazdı:" },
        { NULL, "写道：" },
        { NULL, "写道:" },
        { NULL, "のメール:" },
        { NULL, "님이 작성:" },
};

static bool has_digit(struct span s)
{
        for (size_t i = 0; i < s.n; i++)
                if (s.s[i] >= '0' && s.s[i] <= '9')
                        return true;
        return false;
}

/* Of a text that follows without ">": a year or an address says that a program wrote this line, and not a person
 * who tells what somebody wrote. */
static bool is_by_program(struct span s)
{
        for (size_t i = 0; i + 3 < s.n; i++)
                if (s.s[i] == '@' || (!memcmp(s.s + i, "20", 2) && s.s[i + 2] >= '0' && s.s[i + 2] <= '9' && s.s[i + 3] >= '0' && s.s[i + 3] <= '9'))
                        return true;
        return false;
}

enum attribution { NONE, ANY_START, KNOWN_START };

static enum attribution is_attribution(struct span s)
{
        if (s.n > ATTRIBUTION_MAX || !has_digit(s))
                return NONE;
        for (size_t i = 0; i < sizeof ATTRIBUTIONS / sizeof *ATTRIBUTIONS; i++) {
                const char *start = ATTRIBUTIONS[i].start, *end = ATTRIBUTIONS[i].end;
                if (start && !span_starts(s, start))
                        continue;
                bool within = start && end[strlen(end) - 1] != ':'; /* "Op ... schreef Jan:" */
                if (within && ends_nocase(s, ":") ? span_find(s, end) : ends_nocase(s, end))
                        return start ? KNOWN_START : memchr(s.s, ':', s.n - 1) || memchr(s.s, '@', s.n) ? ANY_START : NONE;
        }
        return NONE;
}

static bool is_quoted(const struct line *l)
{
        return l->s.n && *l->s.s == '>';
}

static size_t skip_blank(const struct text *t, size_t i)
{
        while (i < t->n && !t->v[i].s.n)
                i++;
        return i;
}

/* The number of lines from i to the end of an attribution, 0 for none; mailers wrap it, also within "a écrit". */
static size_t attribution_from(const struct text *t, size_t i, enum attribution *found)
{
        char all[ATTRIBUTION_MAX + 1];
        size_t n = 0;
        for (size_t k = i; k < t->n && k < i + ATTRIBUTION_LINES && t->v[k].s.n && !is_quoted(&t->v[k]);
             k++) {
                const struct span *last = &t->v[k].s;
                if (n + last->n + 1 > ATTRIBUTION_MAX)
                        return 0;
                if (n)
                        all[n++] = ' ';
                memcpy(all + n, last->s, last->n);
                n += last->n;
                if (all[n - 1] != ':' && (unsigned char)all[n - 1] < 0x80)
                        continue;
                size_t next = skip_blank(t, k + 1);
                bool quoted = next < t->n && is_quoted(&t->v[next]);
                *found = is_attribution((struct span){ all, n });
                if (*found && (quoted || is_by_program((struct span){ all, n })))
                        return k - i + 1;
        }
        return 0;
}

/* How many lines an attribution takes that begins at i: what somebody wrote right above one does not belong to it. */
static size_t attribution(const struct text *t, size_t i)
{
        enum attribution here, later;
        size_t n = attribution_from(t, i, &here);
        bool stamped = has_digit(t->v[i].s) || memchr(t->v[i].s.s, '@', t->v[i].s.n);
        for (size_t k = i + 1; k < i + n; k++)
                if (attribution_from(t, k, &later) && (later == KNOWN_START || (here == ANY_START && !stamped)))
                        return 0;
        return n;
}

/* "-----Original Message-----" in the tongues of Outlook; also lines of underscores before a header block. */
static bool is_separator(struct span s)
{
        static const char *const words[] = {
                "original message",        "message d'origine",       "message d’origine",
                "message original",
                "mensaje original",        "ursprüngliche nachricht", "ursprungliche nachricht",
                "original nachricht",      "originalnachricht",       "messaggio originale",
                "mensagem original",       "oorspronkelijk bericht",  "oprindelig meddelelse",
                "ursprungligt meddelande", "wiadomość oryginalna",    "Исходное сообщение",
                "original-nachricht",      "reply message",           "antwort weitergeleitet",
        };
        struct span in = s;
        while (in.n && *in.s == '-')
                in.s++, in.n--;
        if (s.n - in.n < 2 || s.n > 120)
                return false;
        in = span_trim(in);
        for (size_t i = 0; i < sizeof words / sizeof *words; i++)
                if (span_starts(in, words[i]))
                        return true;
        return false;
}

static bool is_forward(struct span s)
{
        static const char *const words[] = {
                "forwarded message",
                "begin forwarded message",
                "message transféré",
                "message transfere",
                "début du message",
                "mensaje reenviado",
                "weitergeleitete nachricht",
                "anfang der weitergeleiteten",
                "inicio del mensaje reenviado",
                "messaggio inoltrato",
                "mensagem encaminhada",
                "doorgestuurd bericht",
                "Пересылаемое сообщение",
                "forwarded by",
                "weitergeleitet von",
        };
        struct span in = s;
        while (in.n && strchr("-*> ", *in.s)) /* Apple quotes what it forwards */
                in.s++, in.n--;
        for (size_t i = 0; s.n <= 120 && i < sizeof words / sizeof *words; i++)
                if (span_starts(in, words[i]))
                        return true;
        return false;
}

/* One of the labels of a header block, bold or not. kinds: 1 sender, 2 date, 3 recipient, 4 subject. */
static int header_kind(struct span s)
{
        static const struct {
                const char *label;
                int kind;
        } labels[] = {
                { "from", 1 },      { "de", 1 },         { "von", 1 },     { "da", 1 },
                { "van", 1 },       { "fra", 1 },        { "från", 1 },    { "od", 1 },
                { "От", 1 },        { "发件人", 1 },     { "差出人", 1 },  { "expéditeur", 1 },
                { "remitente", 1 }, { "sent", 2 },       { "date", 2 },    { "envoyé", 2 },
                { "enviado", 2 },   { "enviado el", 2 }, { "fecha", 2 },   { "gesendet", 2 },
                { "datum", 2 },     { "inviato", 2 },    { "data", 2 },    { "verzonden", 2 },
                { "sendt", 2 },     { "skickat", 2 },    { "wysłano", 2 }, { "Отправлено", 2 },
                { "Дата", 2 },      { "发送时间", 2 },   { "日時", 2 },    { "送信日時", 2 },
                { "to", 3 },        { "À", 3 },          { "para", 3 },    { "an", 3 },
                { "a", 3 },         { "aan", 3 },        { "til", 3 },     { "till", 3 },
                { "do", 3 },        { "Кому", 3 },       { "收件人", 3 },  { "宛先", 3 },
                { "cc", 3 },        { "subject", 4 },    { "objet", 4 },   { "asunto", 4 },
                { "betreff", 4 },   { "oggetto", 4 },    { "assunto", 4 }, { "onderwerp", 4 },
                { "emne", 4 },      { "Ämne", 4 },       { "temat", 4 },   { "Тема", 4 },
                { "主题", 4 },      { "件名", 4 },
        };
        while (s.n && strchr("*> ", *s.s))
                s.s++, s.n--;
        for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
                size_t n = strlen(labels[i].label);
                if (!span_starts(s, labels[i].label))
                        continue;
                while (n < s.n && strchr("* \xC2\xA0\xE2\x80\xAF", s.s[n]))
                        n++;
                if (n < s.n && (s.s[n] == ':' || !strncmp(s.s + n, "：", 3)))
                        return labels[i].kind;
        }
        return 0;
}

/* Outlook's block: a sender, then at least two of date, recipient and subject, without other lines. */
static bool is_header_block(const struct text *t, size_t i)
{
        unsigned seen = 0;
        if (header_kind(t->v[i].s) != 1)
                return false;
        for (size_t k = i; k < t->n && k < i + HEADER_LINES; k++) {
                int kind = header_kind(t->v[k].s);
                if (kind)
                        seen |= 1u << kind;
                else if (!t->v[k].s.n && k > i + 1)
                        break;
        }
        return __builtin_popcount(seen) >= 3;
}

static bool is_rule(struct span s)
{
        for (size_t i = 0; i < s.n; i++)
                if (s.s[i] != '_' && s.s[i] != '-')
                        return false;
        return s.n >= 5;
}

/* "Sent from my iPhone" and the like. */
static bool is_mobile(struct span s)
{
        static const char *const words[] = {
                "sent from my ",          "sent from mail for",  "sent from outlook",
                "sent from yahoo",        "sent via ",           "sent with proton",
                "get outlook for",        "envoyé de mon ",      "envoyé depuis ",
                "envoyé à partir de ",    "télécharger outlook", "obtenez outlook",
                "obtenir outlook",        "enviado desde mi ",   "enviado desde ",
                "enviado do meu ",        "obtener outlook",     "von meinem ",
                "gesendet von ",          "gesendet mit ",       "diese nachricht wurde von meinem ",
                "holen sie sich outlook", "inviato da ",         "verstuurd vanaf ",
                "verzonden vanaf ",       "Отправлено с ",       "wysłane z ",
        };
        for (size_t i = 0; s.n <= MOBILE_MAX && i < sizeof words / sizeof *words; i++)
                if (span_starts(s, words[i]))
                        return true;
        return false;
}

static struct text read_lines(struct arena *a, const char *text, size_t n)
{
        const char *at = text, *end = text + n;
        struct text t = { 0 };
        size_t cap = 0;
        struct span s;
        for (const char *from = at; t.n < LINES_MAX && next_line(&at, end, &s); from = at) {
                if (t.n == cap) {
                        size_t more = cap ? cap * 2 : 64;
                        t.v = arena_grow(a, t.v, cap * sizeof *t.v, more * sizeof *t.v);
                        cap = more;
                }
                t.v[t.n++] =
                        (struct line){ span_trim(s), (size_t)(from - text), (size_t)(at - from), QUOTE_NEW };
        }
        if (t.n && at < end) /* the rest of a monster text goes with its last line */
                t.v[t.n - 1].n += (size_t)(end - at);
        return t;
}

static void mark(struct text *t, size_t from, size_t to, enum quote_kind kind)
{
        for (size_t i = from; i < to && i < t->n; i++)
                t->v[i].kind = kind;
}

/* After the head of a quote: if its lines carry ">" the quote ends with them, else it is all the rest. */
static size_t mark_quote(struct text *t, size_t head, size_t body)
{
        size_t i = skip_blank(t, body);
        if (i >= t->n || !is_quoted(&t->v[i])) {
                mark(t, head, t->n, QUOTE_OLD);
                return t->n;
        }
        while (i < t->n && is_quoted(&t->v[i])) {
                while (i < t->n && is_quoted(&t->v[i]))
                        i++;
                size_t next = skip_blank(t, i);
                if (next >= t->n || !is_quoted(&t->v[next]))
                        break;
                i = next;
        }
        mark(t, head, i, QUOTE_OLD);
        return i;
}

/* A signature goes on until a quote begins. */
static size_t mark_signature(struct text *t, size_t i)
{
        do
                t->v[i++].kind = QUOTE_SIGNATURE;
        while (i < t->n && !is_quoted(&t->v[i]) && !attribution(t, i) && !is_separator(t->v[i].s) &&
               !is_header_block(t, i) && !is_forward(t->v[i].s));
        return i;
}

static bool starts_quote(const struct text *t, size_t i)
{
        size_t next = skip_blank(t, i + 1);
        return is_quoted(&t->v[i]) || attribution(t, i) || is_separator(t->v[i].s) || is_header_block(t, i) ||
               is_forward(t->v[i].s) || (is_rule(t->v[i].s) && next < t->n && is_header_block(t, next));
}

/* What a telephone adds stands last, or before the quote: people, too, begin lines with "Sent from". */
static bool is_signature(const struct text *t, size_t i)
{
        if (t->v[i].s.n == 2 && !memcmp(t->v[i].s.s, "--", 2))
                return true;
        bool mobile = is_mobile(t->v[i].s);
        while (i < t->n && (!t->v[i].s.n || is_mobile(t->v[i].s)))
                i++;
        return mobile && (i == t->n || starts_quote(t, i));
}

/* True: it ends with a message that is forwarded. */
static bool label(struct text *t)
{
        for (size_t i = 0; i < t->n;) {
                size_t lines, next;
                if (!t->v[i].s.n)
                        i++;
                else if (is_forward(t->v[i].s))
                        return true;
                else if (is_quoted(&t->v[i]))
                        i = mark_quote(t, i, i);
                else if ((lines = attribution(t, i)) > 0)
                        i = mark_quote(t, i, i + lines);
                else if (is_separator(t->v[i].s) || is_header_block(t, i))
                        i = mark_quote(t, i, i + 1);
                else if (is_rule(t->v[i].s) && (next = skip_blank(t, i + 1)) < t->n &&
                         is_header_block(t, next))
                        i = mark_quote(t, i, next);
                else if (is_signature(t, i))
                        i = mark_signature(t, i);
                else
                        i++;
        }
        return false;
}

static bool has_new(const struct text *t)
{
        for (size_t i = 0; i < t->n; i++)
                if (t->v[i].kind == QUOTE_NEW && t->v[i].s.n)
                        return true;
        return false;
}

struct mail_quote mail_quote_split(struct arena *a, const char *text)
{
        struct text t = read_lines(a, text, strlen(text));
        bool forwards = label(&t);
        if (!has_new(&t))
                mark(&t, 0, t.n, QUOTE_NEW);
        struct quote_piece *v = ARENA_ARRAY(a, struct quote_piece, t.n + 1);
        size_t n = 0;
        for (size_t i = 0; i < t.n; i++) {
                if (!n || v[n - 1].kind != t.v[i].kind)
                        v[n++] = (struct quote_piece){ t.v[i].kind, t.v[i].at, 0 };
                v[n - 1].n += t.v[i].n;
        }
        return (struct mail_quote){ v, n, forwards };
}

char *mail_quote_visible(struct arena *a, const char *text)
{
        struct mail_quote q = mail_quote_split(a, text);
        struct strbuf b;
        strbuf_init(&b, a, strlen(text) + 1);
        for (size_t i = 0; i < q.n; i++) {
                struct span new = { text + q.v[i].at, q.v[i].n };
                if (q.v[i].kind != QUOTE_NEW)
                        continue;
                while (new.n &&*new.s == '\n' && b.n > 1 && !memcmp(b.s + b.n - 2, "\n\n", 2))
                        new.s++, new.n--;
                strbuf_add(&b, new.s, new.n);
        }
        struct span s = span_trim((struct span){ b.s, b.n });
        return arena_strndup(a, s.s, s.n);
}
