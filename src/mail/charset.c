/* Charset names of real mail, strict and lenient conversion through ICU, and the guesses. */
#include "mail/charset.h"

#include <stdint.h>
#include <string.h>
#include <unicode/ucnv.h>
#include <unicode/ucnv_cb.h>
#include <unicode/ucsdet.h>

#include "mail/mail_str.h"

enum { NAME_MAX_LEN = 40, GUESS_MIN_BYTES = 6, GUESS_MAX_BYTES = 64 * 1024, GUESS_CONFIDENCE = 25 };

/* What senders write, and the superset that their software really used. */
static const struct {
        const char *name, *icu;
} ALIASES[] = {
        { "iso-8859-1", "windows-1252" },
        { "iso8859-1", "windows-1252" },
        { "latin1", "windows-1252" },
        { "iso-8859-8-i", "iso-8859-8" },
        { "iso-8859-9", "windows-1254" },
        { "iso-8859-11", "windows-874" },
        { "tis-620", "windows-874" },
        { "ansi_x3.4-1968", "us-ascii" },
        { "ascii", "us-ascii" },
        { "7bit", "us-ascii" },
        { "8bit", NULL },
        { "binary", NULL },
        { "unknown", NULL },
        { "unknown-8bit", NULL },
        { "x-unknown", NULL },
        { "default", NULL },
        { "default_charset", NULL },
        { "_iso-2022-jp$esc", "iso-2022-jp" },
        { "gb2312", "gb18030" },
        { "gb_2312-80", "gb18030" },
        { "gbk", "gb18030" },
        { "euc-cn", "gb18030" },
        { "x-gbk", "gb18030" },
        { "cp936", "gb18030" },
        { "x-euc-cn", "gb18030" },
        { "gb18030", "gb18030" },
        { "big5", "windows-950-2000" },
        { "cp950", "windows-950-2000" },
        { "ks_c_5601-1987", "windows-949" },
        { "ks_c_5601", "windows-949" },
        { "euc-kr", "windows-949" },
        { "cp949", "windows-949" },
        { "shift_jis", "ibm-943_P15A-2003" },
        { "shift-jis", "ibm-943_P15A-2003" },
        { "sjis", "ibm-943_P15A-2003" },
        { "x-sjis", "ibm-943_P15A-2003" },
        { "cp932", "ibm-943_P15A-2003" },
        { "windows-31j", "ibm-943_P15A-2003" },
        { "cp50220", "iso-2022-jp" },
        { "cp50221", "iso-2022-jp" },
        { "iso-2022-jp-ms", "iso-2022-jp" },
        { "utf8", "utf-8" },
        { "utf-8mb4", "utf-8" },
        { "unicode-1-1-utf-7", "utf-7" },
        { "unicode-1-1-utf-8", "utf-8" },
        { "macroman", "macintosh" },
        { "x-mac-roman", "macintosh" },
        { "cp1251", "windows-1251" },
        { "win-1251", "windows-1251" },
        { "koi8", "koi8-r" },
};

/* Charsets of one language: mail that names one of them is often written in another. */
static const char *const FAMILIES[][4] = {
        { "iso-2022-jp", "ibm-943_P15A-2003", "euc-jp", NULL },
        { "windows-1251", "koi8-r", "iso-8859-5", NULL },
        { "gb18030", "windows-950-2000", NULL, NULL },
};

static void strict_stop(const void *ctx, UConverterToUnicodeArgs *args, const char *units, int32_t len,
                        UConverterCallbackReason why, UErrorCode *err)
{
        (void)args, (void)units, (void)len, (void)err;
        if (why <= UCNV_IRREGULAR)
                ++*(size_t *)(uintptr_t)ctx;
}

static void lenient(const void *ctx, UConverterToUnicodeArgs *args, const char *units, int32_t len,
                    UConverterCallbackReason why, UErrorCode *err)
{
        (void)units, (void)len;
        if (why > UCNV_IRREGULAR)
                return;
        static const UChar bad = 0xFFFD;
        ++*(size_t *)(uintptr_t)ctx;
        *err = U_ZERO_ERROR;
        ucnv_cbToUWriteUChars(args, &bad, 1, 0, err);
}

int utf8_seq(const unsigned char *p, size_t n)
{
        if (!n || p[0] < 0x80)
                return n != 0;
        int len = p[0] >= 0xF5 ? 0 : p[0] >= 0xF0 ? 4 : p[0] >= 0xE0 ? 3 : p[0] >= 0xC2 ? 2 : 0;
        if (!len || n < (size_t)len)
                return 0;
        for (int i = 1; i < len; i++)
                if ((p[i] & 0xC0) != 0x80)
                        return 0;
        if ((p[0] == 0xE0 && p[1] < 0xA0) || (p[0] == 0xED && p[1] > 0x9F) || (p[0] == 0xF0 && p[1] < 0x90) ||
            (p[0] == 0xF4 && p[1] > 0x8F))
                return 0;
        return len;
}

static void clean_one(struct strbuf *b, const unsigned char *s, int len)
{
        if (len == 1 && (s[0] < 0x20 ? s[0] != '\t' && s[0] != '\n' : s[0] == 0x7F))
                return;
        if (len == 2 && s[0] == 0xC2 && s[1] < 0xA0)
                return;
        strbuf_add(b, s, (size_t)len);
}

void utf8_clean(struct strbuf *b, const void *p, size_t n)
{
        const unsigned char *s = p, *end = s + n;
        if (n >= 3 && !memcmp(s, "\xEF\xBB\xBF", 3))
                s += 3;
        while (s < end) {
                const unsigned char *run = s;
                while (s < end && *s >= 0x20 && *s < 0x7F)
                        s++;
                strbuf_add(b, run, (size_t)(s - run));
                if (s == end)
                        return;
                if (*s == '\r') {
                        if (s + 1 == end || s[1] != '\n')
                                strbuf_putc(b, '\n');
                        s++;
                        continue;
                }
                int len = utf8_seq(s, (size_t)(end - s));
                if (len)
                        clean_one(b, s, len);
                else
                        strbuf_puts(b, "\xEF\xBF\xBD");
                s += len ? len : 1;
        }
}

/* The bytes of a character that the end of the text cut off, 0 for none. */
static size_t utf8_cut(const unsigned char *p, size_t n)
{
        for (size_t k = 1; k <= 3 && k <= n; k++) {
                unsigned char ch = p[n - k];
                if (ch >= 0xC2 && ch <= 0xF4)
                        return k < (ch >= 0xF0 ? 4u : ch >= 0xE0 ? 3u : 2u) ? k : 0;
                if ((ch & 0xC0) != 0x80)
                        return 0;
        }
        return 0;
}

/* Counts the multi-byte characters and the broken bytes of a text as UTF-8; one that is cut off at the end of such a
 * text is not broken. */
static size_t utf8_census(const unsigned char *p, size_t n, size_t *wide)
{
        size_t bad = 0;
        *wide = 0;
        while (n && p[n - 1] <= ' ')
                n--;
        size_t cut = utf8_cut(p, n);
        for (size_t i = 0; i < n;) {
                int len = utf8_seq(p + i, n - i);
                if (!len && *wide && i + cut == n)
                        break;
                bad += len == 0;
                *wide += len > 1;
                i += len ? (size_t)len : 1;
        }
        return bad;
}

/* A lower-case, trimmed charset name without what broken mailers glue to it. */
static const char *charset_name(const char *s, char buf[NAME_MAX_LEN])
{
        size_t n = 0;
        while (*s && strchr(" \t\"'<(", *s))
                s++;
        for (; s[n] && n < NAME_MAX_LEN - 1 && !strchr(" \t\r\n\"';,>)*", s[n]); n++)
                buf[n] = s[n] >= 'A' && s[n] <= 'Z' ? (char)(s[n] + 32) : s[n];
        buf[n] = 0;
        for (size_t i = 0; i < sizeof ALIASES / sizeof *ALIASES; i++)
                if (!strcmp(buf, ALIASES[i].name))
                        return ALIASES[i].icu;
        return n ? buf : NULL;
}

/* JIS X 0208 as double bytes to Shift_JIS, so that one table with the vendors' rows serves both. */
static void jis_pair(struct strbuf *b, unsigned hi, unsigned lo)
{
        unsigned s1 = (hi - 0x21) / 2 + 0x81;
        if (s1 > 0x9F)
                s1 += 0x40;
        unsigned s2 = hi & 1 ? lo + 0x1F + (lo >= 0x60) : lo + 0x7E;
        strbuf_putc(b, (char)s1);
        strbuf_putc(b, (char)s2);
}

/* ISO-2022-JP (RFC 1468) and its vendor forms to Shift_JIS; false when the bytes are something else. */
static bool jis_to_sjis(struct strbuf *b, const unsigned char *p, size_t n)
{
        enum { ASCII, KANA, KANJI } mode = ASCII;
        for (size_t i = 0; i < n; i++) {
                if (p[i] == 0x1B && i + 2 < n && (p[i + 1] == '(' || p[i + 1] == '$')) {
                        bool two = p[i + 1] == '$';
                        mode = two ? KANJI : p[i + 2] == 'I' ? KANA : ASCII;
                        i += two && p[i + 2] == '(' ? 3 : 2;
                } else if (p[i] == '\n' || p[i] == '\r') {
                        mode = ASCII;
                        strbuf_putc(b, (char)p[i]);
                } else if (p[i] >= 0x80) {
                        return false;
                } else if (mode == KANJI && p[i] > 0x20 && p[i] < 0x7F && i + 1 < n && p[i + 1] > 0x20) {
                        jis_pair(b, p[i], p[i + 1]);
                        i++;
                } else {
                        strbuf_putc(b, (char)(mode == KANA && p[i] > 0x20 ? p[i] | 0x80 : p[i]));
                }
        }
        return true;
}

/* Converts into out, raw as ICU gives it. Returns the number of bad sequences, or SIZE_MAX when
 * the charset is unknown; with stop the first bad one ends the work. */
static size_t convert(struct strbuf *out, const char *name, const unsigned char *p, size_t n, bool stop)
{
        UErrorCode err = U_ZERO_ERROR;
        size_t bad = 0;
        UConverter *from = ucnv_open(name, &err);
        UConverter *to = ucnv_open("UTF-8", &err);
        if (U_SUCCESS(err))
                ucnv_setToUCallBack(from, stop ? strict_stop : lenient, &bad, NULL, NULL, &err);
        if (U_FAILURE(err)) {
                ucnv_close(from);
                ucnv_close(to);
                return SIZE_MAX;
        }
        UChar pivot[1024], *ps = pivot, *pt = pivot;
        const char *src = (const char *)p, *end = src + n;
        for (bool first = true;; first = false) {
                char *dst = strbuf_room(out, 4096), *start = dst;
                err = U_ZERO_ERROR;
                ucnv_convertEx(to, from, &dst, dst + 4096, &src, end, pivot, &ps, &pt, pivot + 1024, first,
                               true, &err);
                out->n += (size_t)(dst - start);
                out->s[out->n] = 0;
                if (err != U_BUFFER_OVERFLOW_ERROR)
                        break;
        }
        bad += U_FAILURE(err) && !bad;
        ucnv_close(from);
        ucnv_close(to);
        return bad;
}

static size_t decode(struct strbuf *out, const char *name, const unsigned char *p, size_t n, bool stop)
{
        if (strcmp(name, "iso-2022-jp"))
                return convert(out, name, p, n, stop);
        struct strbuf sj;
        strbuf_init(&sj, out->a, n + 1);
        if (!jis_to_sjis(&sj, p, n))
                return SIZE_MAX;
        return convert(out, "ibm-943_P15A-2003", (const unsigned char *)sj.s, sj.n, stop);
}

/* True when the charset explains every byte. */
static bool fits(struct strbuf *out, const char *name, const unsigned char *p, size_t n)
{
        out->n = 0;
        return decode(out, name, p, n, true) == 0;
}

static bool family_fits(struct strbuf *out, const char *name, const unsigned char *p, size_t n)
{
        for (size_t f = 0; f < sizeof FAMILIES / sizeof *FAMILIES; f++) {
                bool member = false;
                for (int i = 0; FAMILIES[f][i]; i++)
                        member = member || !strcmp(FAMILIES[f][i], name);
                for (int i = 0; member && FAMILIES[f][i]; i++)
                        if (strcmp(FAMILIES[f][i], name) && fits(out, FAMILIES[f][i], p, n))
                                return true;
        }
        return false;
}

/* A charset that was declared but explains only most of the bytes is still the best one: a cut text,
 * one wrong byte. Not so when the good characters do not outnumber the bad ones by far. */
static bool nearly_fits(struct strbuf *out, const char *name, const unsigned char *p, size_t n)
{
        out->n = 0;
        size_t bad = decode(out, name, p, n, false), wide;
        if (bad == SIZE_MAX)
                return false;
        utf8_census((const unsigned char *)out->s, out->n, &wide);
        return wide > bad && (wide - bad) >= bad * 8;
}

static bool is_latin(const char *name)
{
        return same_nocase(name, "ISO-8859-1") || same_nocase(name, "windows-1252") ||
               same_nocase(name, "ISO-8859-15") || starts_nocase(name, "UTF") || starts_nocase(name, "IBM");
}

/* Only the lines that hold other bytes than ASCII: the rest would drown the statistics. */
static void telling_lines(struct strbuf *b, const unsigned char *p, size_t n)
{
        const char *at = (const char *)p, *end = at + n;
        struct span line;
        while (b->n < GUESS_MAX_BYTES && next_line(&at, end, &line)) {
                size_t wide = 0;
                for (size_t i = 0; i < line.n; i++)
                        wide += (unsigned char)line.s[i] >= 0x80;
                if (wide)
                        strbuf_add(b, line.s, line.n < GUESS_MAX_BYTES ? line.n : GUESS_MAX_BYTES);
        }
}

/* Only pairs of high bytes: an East Asian charset, however short the text. */
static bool is_paired(const struct strbuf *b)
{
        size_t run = 0, pairs = 0, runs = 0;
        for (size_t i = 0; i <= b->n; i++) {
                if (i < b->n && (unsigned char)b->s[i] >= 0xA1) {
                        run++;
                        continue;
                }
                if (run % 2 || (i < b->n && (unsigned char)b->s[i] >= 0x80))
                        return false;
                pairs += run / 2;
                runs += run > 0;
                run = 0;
        }
        return pairs >= 3 && pairs >= runs * 2;
}

static void ask_icu(const struct strbuf *b, char name[NAME_MAX_LEN])
{
        UErrorCode err = U_ZERO_ERROR;
        int32_t n = 0, least = is_paired(b) ? 10 : GUESS_CONFIDENCE;
        UCharsetDetector *d = ucsdet_open(&err);
        name[0] = 0;
        ucsdet_setText(d, b->s, (int32_t)b->n, &err);
        const UCharsetMatch **m = ucsdet_detectAll(d, &n, &err);
        for (int32_t i = 0; U_SUCCESS(err) && i < n; i++) {
                const char *s = ucsdet_getName(m[i], &err);
                if (!s || U_FAILURE(err) || ucsdet_getConfidence(m[i], &err) < least)
                        break;
                if (starts_nocase(s, "UTF-")) /* no marks of it, or it had been taken */
                        continue;
                strncpy(name, s, NAME_MAX_LEN - 1);
                break;
        }
        ucsdet_close(d);
}

static bool guess_fits(struct strbuf *out, const unsigned char *p, size_t n)
{
        struct strbuf b;
        strbuf_init(&b, out->a, 256);
        telling_lines(&b, p, n);
        size_t wide = 0;
        for (size_t i = 0; i < b.n && wide < GUESS_MIN_BYTES; i++)
                wide += (unsigned char)b.s[i] >= 0x80;
        if (wide < GUESS_MIN_BYTES)
                return false;
        char name[NAME_MAX_LEN] = "", buf[NAME_MAX_LEN];
        ask_icu(&b, name);
        const char *icu = name[0] && !is_latin(name) ? charset_name(name, buf) : NULL;
        return icu && (fits(out, icu, p, n) || nearly_fits(out, icu, p, n));
}

static bool has_bom16(const unsigned char *p, size_t n)
{
        return n >= 2 && ((p[0] == 0xFF && p[1] == 0xFE) || (p[0] == 0xFE && p[1] == 0xFF));
}

/* Fills out with UTF-8 that still holds controls; false when the bytes are UTF-8 enough as they are. */
static bool believe(struct strbuf *out, const char *declared, const char *hint, const unsigned char *p,
                    size_t n)
{
        char buf[NAME_MAX_LEN], buf2[NAME_MAX_LEN];
        const char *name = declared ? charset_name(declared, buf) : NULL;
        const char *other = hint ? charset_name(hint, buf2) : NULL;
        size_t wide, bad = utf8_census(p, n, &wide);
        if (has_bom16(p, n) && fits(out, "UTF-16", p, n))
                return true;
        if (name && strcmp(name, "utf-8") && strcmp(name, "us-ascii") && fits(out, name, p, n))
                return true;
        if (!bad)
                return name && memchr(p, 0x1B, n) && nearly_fits(out, name, p, n);
        if (name && !strcmp(name, "utf-8") && wide >= bad * 8)
                return false;
        if (name && (family_fits(out, name, p, n) || nearly_fits(out, name, p, n)))
                return true;
        if (other && strcmp(other, "utf-8") && (fits(out, other, p, n) || family_fits(out, other, p, n)))
                return true;
        if (guess_fits(out, p, n))
                return true;
        if (wide >= bad * 8)
                return false;
        out->n = 0;
        return convert(out, "windows-1252", p, n, false) != SIZE_MAX;
}

/* ASCII in a charset that gives ASCII bytes another meaning (ISO-2022, HZ, UTF-7, UTF-16). */
static bool plain_ascii(const char *declared, const unsigned char *p, size_t n)
{
        bool tricky = declared && (find_nocase(declared, "2022") || find_nocase(declared, "hz") ||
                                   find_nocase(declared, "utf-7") || find_nocase(declared, "utf-16") ||
                                   find_nocase(declared, "utf-32") || find_nocase(declared, "ucs"));
        if (tricky)
                return false;
        for (size_t i = 0; i < n; i++)
                if (p[i] >= 0x80)
                        return false;
        return true;
}

char *charset_utf8(struct arena *a, const char *declared, const char *hint, const void *p, size_t n,
                   size_t *out_n)
{
        struct strbuf clean, raw;
        strbuf_init(&clean, a, n + 1);
        bool esc = n && memchr(p, 0x1B, n);
        if (esc && !declared)
                declared = "iso-2022-jp";
        if (plain_ascii(declared, p, n) && !esc) {
                utf8_clean(&clean, p, n);
        } else {
                strbuf_init(&raw, a, n * 2 + 64);
                if (believe(&raw, declared, hint, p, n))
                        utf8_clean(&clean, raw.s, raw.n);
                else
                        utf8_clean(&clean, p, n);
        }
        if (out_n)
                *out_n = clean.n;
        return clean.s;
}

char *utf8_line(struct arena *a, const char *s, size_t n)
{
        struct strbuf b;
        strbuf_init(&b, a, n + 1);
        bool gap = false;
        for (size_t i = 0; i < n; i++) {
                if ((unsigned char)s[i] <= 0x20) {
                        gap = b.n > 0;
                        continue;
                }
                if (gap)
                        strbuf_putc(&b, ' ');
                gap = false;
                strbuf_putc(&b, s[i]);
        }
        return b.s;
}
