/* base/log.h - one logfmt line per event on stderr. No bodies, no secrets, no addresses of people. */
#pragma once

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

/* log_line(LOG_INFO, "http.request", "method=%s status=%d", ...): the format is the rest of the line.
 * Values that may hold spaces or quotes go through log_quote first. */
void log_line(enum log_level level, const char *event, const char *fmt, ...)
        __attribute__((format(printf, 3, 4)));
void log_set_level(enum log_level least);
/* Writes v as a logfmt value ("..." with escapes where needed) into buf; returns buf. */
const char *log_quote(char *buf, unsigned long size, const char *v);
