/* Sites, their contact data, and languages. */
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/env.h"
#include "base/options.h"
#include "intake/rule.h"
#include "intake/words.h"

const char *intake_lang(const char *wish)
{
        static const char *const known[] = { "en", "fr", "es" };
        for (const char *s = wish; s && *s; s += strcspn(s, ","), s += *s == ',') {
                s += strspn(s, " \t");
                for (size_t i = 0; i < 3; i++)
                        if (strncasecmp(s, known[i], 2) == 0 && !strchr("abcdefghijklmnopqrstuvwxyz", s[2] ? s[2] : '-'))
                                return known[i];
        }
        return NULL;
}

const char *intake_status(const struct cfg_status *s, const char *lang, bool theirs)
{
        static const enum word means[] = { [GROUP_TODO] = W_STATUS_TODO, [GROUP_DOING] = W_STATUS_DOING, [GROUP_DONE] = W_STATUS_DONE };
        return word(lang_of(lang), theirs && s->waiting ? W_STATUS_WAITING : means[s->group]);
}

const char *label_in(const struct labels *l, const char *lang)
{
        if (!l)
                return NULL;
        return lang && strcmp(lang, "fr") == 0 ? l->fr : lang && strcmp(lang, "es") == 0 ? l->es : l->en;
}

int site_find(struct ctx *c, const char *field, const char *key, struct cfg_site *out)
{
        return key ? config_check(c, "sites", field, key, out) : config_first(c, "sites", out);
}

void contact_of(struct ctx *c, const struct cfg_site *s, const char *lang, struct contact *out)
{
        *out = (struct contact){ s->b.key, label_in(s->b.labels, lang), s->phone, label_in(s->hours, lang), s->email, s->url,
                                 s->time_zone ? s->time_zone : "UTC", c->env->opt->self_registration };
}

int intake_contact(struct ctx *c, const struct contact_query *in, struct contact *out)
{
        struct cfg_site site;
        int rc = site_find(c, "site", in->site, &site);
        *out = (struct contact){ .registration = c->env->opt->self_registration };
        if (rc >= 0)
                contact_of(c, &site, intake_lang(in->lang), out);
        return rc == E_NONE ? OK : rc;
}

bool intake_origin_known(struct ctx *c, const char *origin)
{
        struct rows all;
        size_t n = strlen(origin);
        if (config_all(c, "sites", &all) < 0) {
                fail_clear(c);
                return false;
        }
        for (size_t i = 0; i < all.n; i++) {
                const struct cfg_site *s = (const struct cfg_site *)all.v + i;
                if (!s->b.archived && s->url && n > 8 && strncasecmp(s->url, origin, n) == 0 && (!s->url[n] || strchr("/?#", s->url[n])))
                        return true;
        }
        return false;
}
