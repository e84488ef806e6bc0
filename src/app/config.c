/* One table drives everything that can be said about an option. Values are copied and kept for good. */
#include "app/config.h"

#include <ctype.h>
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define AT(m) (uint16_t) offsetof(struct options, m)

static const char *const tls_words[] = { "none", "auto", "starttls", NULL }, *const languages[] = { "en", "fr", "es", NULL };
static const char *const log_levels[] = { "debug", "info", "warn", "error", NULL }, *const yes_no[] = { "1", "true", "yes", "0", "false", "no", NULL };

static const char *const web[] = { "https://", "http://", NULL }, *const smtp[] = { "smtp://", "smtps://", NULL };
static const char *const imap[] = { "imap://", "imaps://", NULL };

const struct option_row option_table[] = {
        { "listen", O_TEXT, AT(listen), "127.0.0.1:8080", 0, 0, "address and port to serve on" },
        { "data", O_TEXT, AT(data), "data", 0, 0, "folder of the database, attachments and secret" },
        { "db", O_TEXT, AT(db), "", 0, 0, "postgresql://user:password@host/name; empty: SQLite inside the data folder" },
        { "secret-file", O_TEXT, AT(secret_file), "", 0, 0, "32 random bytes; empty: DATA/secret, made at first start" },
        { "public-url", O_TEXT, AT(public_url), "", 0, 0, "how people reach this server, for links in mails", NULL, web },
        { "trusted-proxy", O_TEXT, AT(trusted_proxy), "", 0, 0, "address of the proxy whose X-Forwarded-For is believed" },
        { "log-level", O_TEXT, AT(log_level), "info", 0, 0, "debug, info, warn or error", log_levels },
        { "smtp-url", O_TEXT, AT(smtp_url), "", 0, 0, "smtp://host:25 or smtps://host:465; empty: mails are held, and shown", NULL, smtp },
        { "smtp-user", O_TEXT, AT(smtp_user), "", 0, 0, "name at the mail server; empty: none" },
        { "smtp-password", O_TEXT, AT(smtp_password), "", 0, 0, "its password; better in amends.conf than on the command line" },
        { "smtp-tls", O_TEXT, AT(smtp_tls), "auto", 0, 0, "none, auto, or starttls: refuse to go without", tls_words },
        { "mail-from", O_TEXT, AT(mail_from), "", 0, 0, "address that mails come from; empty: the site's" },
        { "mail-ca", O_TEXT, AT(mail_ca), "", 0, 0, "certificates that mail servers are checked by; empty: the system's" },
        { "imap-url", O_TEXT, AT(imap_url), "", 0, 0, "imap://host:143 or imaps://host:993/Folder: mailbox that is read and emptied; empty: none", NULL, imap },
        { "imap-user", O_TEXT, AT(imap_user), "", 0, 0, "name at the mailbox" },
        { "imap-password", O_TEXT, AT(imap_password), "", 0, 0, "its password; better in amends.conf than on the command line" },
        { "imap-tls", O_TEXT, AT(imap_tls), "auto", 0, 0, "none, auto, or starttls: refuse to go without", tls_words },
        { "imap-every", O_INT, AT(imap_every), "60", 1, 86400, "seconds between two looks into the mailbox" },
        { "locale", O_TEXT, AT(locale), "en", 0, 0, "language of mails where neither person, ticket nor site says: en, fr or es", languages },
        { "io-threads", O_INT, AT(io_threads), "1", 1, 8, "threads that read and write sockets" },
        { "workers", O_INT, AT(workers), "12", 1, 256, "requests that are worked on at once" },
        { "slow-workers", O_INT, AT(slow_workers), "2", 1, 32, "threads that check passwords and the like" },
        { "queue-limit", O_INT, AT(queue_limit), "1024", 1, 100000, "requests that may wait before others are refused" },
        { "max-body", O_INT, AT(max_body), "1048576", 1024, 104857600, "bytes of a request's body" },
        { "max-upload", O_INT, AT(max_upload), "52428800", 1024, 2147483648, "bytes of an upload" },
        { "own-proposal-limit", O_INT, AT(own_proposal_limit), "1000", 0, 1000000000,
          "minor units; a price change up to this may be approved by whoever proposed it" },
        { "currency", O_TEXT, AT(currency), "EUR", 3, 3, "ISO 4217 code of all amounts" },
        { "self-registration", O_FLAG, AT(self_registration), "0", 0, 0, "customers may make accounts for themselves" },
        { "with-secret", O_FLAG, AT(with_secret), "0", 0, 0, "backup: put the secret into the file too; whoever has both can forge" },
        { "test-clock", O_FLAG, AT(test_clock), "0", 0, 0, "the clock can be set through the API; never in public" },
        { 0 },
};

static const struct option_row *find(const char *name, size_t n)
{
        for (const struct option_row *r = option_table; r->name; r++)
                if (strlen(r->name) == n && strncmp(r->name, name, n) == 0)
                        return r;
        return NULL;
}

static void list(const char *const *words)
{
        for (int i = 0; words[i]; i++)
                fprintf(stderr, "%s %s", i ? "," : "", words[i]);
}

/* 0, 1, ...: which of the words it is; -1: none, said on stderr. */
static int word_of(const char *const *words, const struct option_row *r, const char *value, const char *where)
{
        for (int i = 0; words[i]; i++)
                if (strcmp(words[i], value) == 0)
                        return i;
        fprintf(stderr, "amends: %s: %s must be one of", where, r->name);
        list(words);
        fprintf(stderr, "; not \"%s\"\n", value);
        return -1;
}

/* Said here: later a link in a mail leads nowhere, or an amount cannot be shown. An address may hold a password. */
static bool shaped(const struct option_row *r, const char *value, const char *where)
{
        bool begins = !r->begins || !*value;
        for (int i = 0; !begins && r->begins[i]; i++)
                begins = strncmp(value, r->begins[i], strlen(r->begins[i])) == 0;
        if (!begins) {
                fprintf(stderr, "amends: %s: %s must begin with one of", where, r->name);
                list(r->begins);
                fputs("\n", stderr);
                return false;
        }
        if (!r->max || (strspn(value, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == (size_t)r->max && !value[r->max]))
                return true;
        fprintf(stderr, "amends: %s: %s must be %lld capital letters, not \"%s\"\n", where, r->name, (long long)r->max, value);
        return false;
}

static bool set(struct options *o, const struct option_row *r, const char *value, const char *where)
{
        char *at = (char *)o + r->off, *end;
        if (r->t == O_TEXT) {
                if ((r->words && word_of(r->words, r, value, where) < 0) || !shaped(r, value, where))
                        return false;
                *(const char **)at = strdup(value);
        } else if (r->t == O_FLAG) {
                int word = word_of(yes_no, r, value, where);
                if (word < 0)
                        return false;
                *(bool *)at = word < 3;
        } else {
                long long v = strtoll(value, &end, 10);
                if (!*value || *end || v < r->min || v > r->max) {
                        fprintf(stderr, "amends: %s: %s must be a number from %lld to %lld, not \"%s\"\n", where, r->name,
                                (long long)r->min, (long long)r->max, value);
                        return false;
                }
                *(int64_t *)at = v;
        }
        return true;
}

static const char *variable(const struct option_row *r, char buf[64])
{
        int n = snprintf(buf, 64, "AMENDS_%s", r->name);
        for (int i = 0; i < n; i++)
                buf[i] = buf[i] == '-' ? '_' : (char)toupper((unsigned char)buf[i]);
        return buf;
}

static char *trim(char *s)
{
        s += strspn(s, " \t");
        size_t n = strlen(s);
        while (n && isspace((unsigned char)s[n - 1]))
                s[--n] = 0;
        return s;
}

static bool read_file(struct options *o)
{
        char path[4200], line[4096], where[4300];
        snprintf(path, sizeof path, "%s/amends.conf", o->data);
        FILE *f = fopen(path, "r");
        bool ok = f || errno == ENOENT || errno == ENOTDIR;
        for (int n = 1; f && ok && fgets(line, sizeof line, f); n++) {
                char *s = trim(line), *eq = strchr(s, '=');
                snprintf(where, sizeof where, "%s line %d", path, n);
                if (!*s || *s == '#')
                        continue;
                if (eq)
                        *eq = 0;
                const struct option_row *r = eq ? find(trim(s), strlen(trim(s))) : NULL;
                if (!r)
                        fprintf(stderr, "amends: %s: there is no option \"%.*s\"\n", where, (int)strcspn(s, " \t:"), s); /* the rest may be a password */
                ok = r && set(o, r, trim(eq + 1), where);
        }
        if (f ? ferror(f) != 0 : !ok) { /* without it another database would be served, and no mail sent */
                fprintf(stderr, "amends: %s: %s\n", path, strerror(errno));
                ok = false;
        }
        if (f)
                fclose(f);
        return ok;
}

static bool read_environment(struct options *o)
{
        char name[64];
        for (const struct option_row *r = option_table; r->name; r++) {
                const char *v = getenv(variable(r, name));
                if (v && !set(o, r, v, name))
                        return false;
        }
        return true;
}

static int read_arguments(struct options *o, int argc, char **argv, char **rest)
{
        int n = 0;
        for (int i = 0; i < argc; i++) {
                if (strncmp(argv[i], "--", 2) != 0) {
                        rest[n++] = argv[i];
                        continue;
                }
                const char *name = argv[i] + 2, *eq = strchr(name, '=');
                const struct option_row *r = find(name, eq ? (size_t)(eq - name) : strlen(name));
                if (!r) {
                        fprintf(stderr, "amends: there is no option %s; see amends --help\n", argv[i]);
                        return -1;
                }
                const char *v = eq ? eq + 1 : r->t == O_FLAG ? "1" : i + 1 < argc ? argv[++i] : NULL;
                if (!v) {
                        fprintf(stderr, "amends: --%s needs a value\n", r->name);
                        return -1;
                }
                if (!set(o, r, v, "command line"))
                        return -1;
        }
        return n;
}

int options_read(struct options *o, int argc, char **argv, char **rest)
{
        *o = (struct options){ 0 };
        for (const struct option_row *r = option_table; r->name; r++)
                set(o, r, r->def, "default");
        /* the file lies in the data folder, which environment and arguments may name: they are read around it */
        if (!read_environment(o) || read_arguments(o, argc, argv, rest) < 0)
                return -1;
        if (!read_file(o) || !read_environment(o))
                return -1;
        return read_arguments(o, argc, argv, rest);
}

void options_help(FILE *f)
{
        char name[64];
        for (const struct option_row *r = option_table; r->name; r++) {
                fprintf(f, "  --%-14s %s%s%s%s\n", r->name, r->doc, *r->def && r->t != O_FLAG ? " (default " : "",
                        r->t != O_FLAG ? r->def : "", *r->def && r->t != O_FLAG ? ")" : "");
                fprintf(f, "    %s\n", variable(r, name));
        }
}
