/* One write(2) per line, so that lines of several threads never mix. */
#include "base/log.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/env.h"
#include "base/json.h"

static _Atomic int least_level = LOG_INFO;

void log_set_level(enum log_level least)
{
        atomic_store(&least_level, (int)least);
}

const char *log_quote(char *buf, unsigned long size, const char *v)
{
        unsigned long n = 0;
        buf[n++] = '"';
        for (; *v && n + 4 < size; v++) {
                unsigned char ch = (unsigned char)*v;
                if (ch == '"' || ch == '\\')
                        buf[n++] = '\\';
                buf[n++] = ch < ' ' ? ' ' : (char)ch;
        }
        buf[n++] = '"';
        buf[n] = 0;
        return buf;
}

void log_line(enum log_level level, const char *event, const char *fmt, ...)
{
        static const char *const names[] = { "debug", "info", "warn", "error" };
        if ((int)level < atomic_load(&least_level))
                return;
        char line[1024], at[25];
        time_write(at, clock_real());
        int n = snprintf(line, sizeof line, "at=%s level=%s event=%s ", at, names[level], event);
        va_list ap;
        va_start(ap, fmt);
        int m = vsnprintf(line + n, sizeof line - (size_t)n - 1, fmt, ap);
        va_end(ap);
        size_t len = (size_t)n + (size_t)(m < 0 ? 0 : m);
        if (len > sizeof line - 2)
                len = sizeof line - 2;
        line[len++] = '\n';
        if (write(STDERR_FILENO, line, len) < 0)
                return; /* nowhere left to say so */
}
