/* file/look.h - runs "amends thumb" over one file and believes only what fits. */
#pragma once
#include "base/ctx.h"

struct verdict {
        const char *content_type; /* one of a short list, else application/octet-stream */
        int kept_fd;              /* what is to be kept: the file itself, or one of the three */
        const char *thumb_type;   /* of what is in small; NULL: nothing */
};
struct look_into { /* three empty files */
        int plain, small, anew;
};
/* fd is read from its beginning. A file that cannot be judged in time is opaque. E_BUSY: no process could be made. */
int file_look(struct ctx *c, int fd, const struct look_into *to, struct verdict *out);
