/* bench/fossil_tickets.c - writes tickets as Fossil keeps them, one file each, for "fossil reconstruct".
 *   fossil_tickets FILE FOLDER     FILE: one ticket a line, SUBJECT <tab> BODY */
#include <glib.h>
#include <stdio.h>
#include <string.h>

/* In a card: blanks, line ends and backslashes are written as \s, \n and \\. */
static void put_escaped(GString *b, const char *s)
{
        for (; *s; s++) {
                if (*s == ' ')
                        g_string_append(b, "\\s");
                else if (*s == '\\')
                        g_string_append(b, "\\\\");
                else
                        g_string_append_c(b, *s);
        }
}

static void put_card(GString *b, const char *name, const char *value)
{
        g_string_append_printf(b, "J %s ", name);
        put_escaped(b, value);
        g_string_append_c(b, '\n');
}

int main(int argc, char **argv)
{
        FILE *f = argc == 3 ? fopen(argv[1], "r") : NULL;
        char line[8192], path[4096];
        if (!f)
                return 2;
        for (int i = 0; fgets(line, sizeof line, f); i++) {
                line[strcspn(line, "\n")] = 0;
                char *body = strchr(line, '\t');
                if (!body)
                        continue;
                *body++ = 0;
                g_autofree char *key = g_strdup_printf("ticket %d", i);
                g_autofree char *uuid = g_compute_checksum_for_string(G_CHECKSUM_SHA1, key, -1);
                g_autoptr(GString) b = g_string_new(NULL);
                g_string_append_printf(b, "D 2026-%02d-%02dT%02d:%02d:%02d.%03d\n", 1 + i / 2419200 % 12, 1 + i / 86400 % 28, i / 3600 % 24, i / 60 % 60,
                                       i % 60, i % 1000);
                put_card(b, "icomment", body);
                put_card(b, "severity", "Minor");
                put_card(b, "status", "Open");
                put_card(b, "title", line);
                put_card(b, "type", "Incident");
                g_string_append_printf(b, "K %s\nU admin\n", uuid);
                g_autofree char *sum = g_compute_checksum_for_data(G_CHECKSUM_MD5, (const guchar *)b->str, b->len);
                g_string_append_printf(b, "Z %s\n", sum);
                snprintf(path, sizeof path, "%s/%d", argv[2], i);
                if (!g_file_set_contents(path, b->str, (gssize)b->len, NULL))
                        return 1;
        }
        return 0;
}
