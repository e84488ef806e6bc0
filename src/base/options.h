/* base/options.h - the process's options, read once at start (app/config.c: table, --help, manual).
 * Each is --name VALUE, AMENDS_NAME in the environment, or name = VALUE in DATA/amends.conf. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct options {
        const char *listen;        /* "127.0.0.1:8080", "[::1]:8080" */
        const char *data;          /* data folder, made at first start */
        const char *db;            /* "" = DATA/amends.db, else postgresql://... */
        const char *secret_file;   /* "" = DATA/secret */
        const char *public_url;    /* "https://help.example.org", "" = http://listen */
        const char *trusted_proxy; /* address whose X-Forwarded-For is believed, "" = nobody's */
        const char *log_level;
        const char *smtp_url, *smtp_user, *smtp_password, *smtp_tls, *mail_from;
        const char *imap_url, *imap_user, *imap_password, *imap_tls, *mail_ca;
        int64_t imap_every;        /* seconds between two looks into the mailbox */
        const char *locale;        /* of mails where nothing else says: en, fr, es */
        int64_t io_threads, workers, slow_workers, pg_pool; /* sizes */
        int64_t max_body;          /* bytes of a request, attachments apart */
        int64_t max_upload;        /* bytes of an upload */
        int64_t queue_limit;       /* requests that may wait for a worker before 503 */
        int64_t own_proposal_limit; /* up to this difference dispatchers may approve what they proposed themselves */
        const char *currency;      /* ISO 4217; one for the instance */
        bool self_registration;    /* customers may make accounts for themselves (AS-7) */
        bool with_secret;          /* of a backup */
        bool test_clock;
};
