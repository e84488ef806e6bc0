/* notify/render.h - a row of the outbox as a mail, from the template of its kind in its language. Private. */
#pragma once
#include "mail/compose.h"
#include "notify/notify.h"
int notify_render(struct ctx *c, const struct outbox *o, struct mail_out *out);
