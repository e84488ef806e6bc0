/* ICU does the work; its objects are made per call from shared, immutable data. */
#include "base/fold.h"

#include <assert.h>
#include <ctype.h>
#include <string.h>
#include <unicode/ucasemap.h>
#include <unicode/uchar.h>
#include <unicode/ucol.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

enum { KEY_BYTES = 100 };

static UChar *to_utf16(struct arena *a, const char *s, int32_t *n)
{
        UErrorCode e = U_ZERO_ERROR;
        int32_t cap = (int32_t)strlen(s) + 1;
        UChar *u = ARENA_ARRAY(a, UChar, cap);
        u_strFromUTF8WithSub(u, cap, n, s, -1, 0xfffd, NULL, &e);
        assert(U_SUCCESS(e));
        return u;
}

/* NFKD of the case-folded text, so that "É", "é" and "e" + accent begin with the same letter. */
static UChar *decompose(struct arena *a, const UChar *u, int32_t n, int32_t *out_n)
{
        UErrorCode e = U_ZERO_ERROR;
        const UNormalizer2 *nfkd = unorm2_getNFKDInstance(&e);
        int32_t cap = n * 18 + 1; /* the longest decomposition there is */
        UChar *folded = ARENA_ARRAY(a, UChar, n * 3 + 1), *d;
        int32_t fn = u_strFoldCase(folded, n * 3 + 1, u, n, U_FOLD_CASE_DEFAULT, &e);
        assert(U_SUCCESS(e));
        if (cap > 4096) { /* ask how long it really is */
                cap = unorm2_normalize(nfkd, folded, fn, NULL, 0, &e) + 1;
                e = U_ZERO_ERROR;
        }
        d = ARENA_ARRAY(a, UChar, cap);
        *out_n = unorm2_normalize(nfkd, folded, fn, d, cap, &e);
        assert(U_SUCCESS(e));
        return d;
}

const char *fold_text(struct arena *a, const char *s)
{
        int32_t n, dn, k = 0, i = 0;
        UErrorCode e = U_ZERO_ERROR;
        size_t ascii = 0;
        while (s[ascii] && (unsigned char)s[ascii] < 0x80)
                ascii++;
        if (!s[ascii]) { /* the common case needs no tables */
                char *o = arena_alloc(a, ascii + 1), *p = o;
                for (; *s; s++)
                        if (!isspace((unsigned char)*s))
                                *p++ = (char)tolower((unsigned char)*s);
                        else if (p > o && p[-1] != ' ')
                                *p++ = ' ';
                if (p > o && p[-1] == ' ')
                        p--;
                *p = 0;
                return o;
        }
        UChar *u = to_utf16(a, s, &n);
        UChar *d = decompose(a, u, n, &dn);
        while (i < dn) {
                UChar32 ch;
                U16_NEXT(d, i, dn, ch);
                if (u_getCombiningClass(ch))
                        continue;
                if (u_isUWhiteSpace(ch)) {
                        if (k > 0 && d[k - 1] != ' ')
                                d[k++] = ' ';
                        continue;
                }
                U16_APPEND_UNSAFE(d, k, ch);
        }
        if (k > 0 && d[k - 1] == ' ')
                k--;
        int32_t cap = k * 3 + 1;
        char *out = arena_alloc(a, (size_t)cap);
        u_strToUTF8WithSub(out, cap, NULL, d, k, 0xfffd, NULL, &e);
        assert(U_SUCCESS(e));
        return out;
}

const char *fold_sort_key(struct arena *a, const char *s)
{
        static const char hex[] = "0123456789abcdef";
        UErrorCode e = U_ZERO_ERROR;
        int32_t n;
        UChar *u = to_utf16(a, s, &n);
        UCollator *col = ucol_open("", &e);
        assert(U_SUCCESS(e));
        uint8_t key[KEY_BYTES];
        int32_t got = ucol_getSortKey(col, u, n, key, KEY_BYTES);
        ucol_close(col);
        if (got > KEY_BYTES)
                got = KEY_BYTES;
        char *out = arena_alloc(a, (size_t)got * 2 + 1);
        for (int32_t i = 0; i < got; i++) {
                out[i * 2] = hex[key[i] >> 4];
                out[i * 2 + 1] = hex[key[i] & 15];
        }
        return out;
}

const char *fold_email(struct arena *a, const char *s)
{
        size_t n;
        s += strspn(s, " \t\r\n");
        n = strlen(s);
        while (n && isspace((unsigned char)s[n - 1]))
                n--;
        return fold_text(a, arena_strndup(a, s, n));
}

bool is_address(const char *s)
{
        const char *at = strchr(s, '@');
        return at && at != s && at[1] && !strchr(at + 1, '@') && !strpbrk(s, " \t,;<>\"");
}

const char *fold_phone(struct arena *a, const char *s)
{
        char *out = arena_alloc(a, strlen(s) + 1), *p = out;
        for (; *s; s++)
                if (*s >= '0' && *s <= '9')
                        *p++ = *s;
        return strncmp(out, "00", 2) == 0 ? out + 2 : out;
}
