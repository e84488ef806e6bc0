/* base/markdown.h - what people write, as HTML: CommonMark with tables, links and strike-through, in safe
 * mode (HTML is shown as it was typed, no javascript: links). The only HTML that we make. */
#pragma once
#include "base/arena.h"
const char *markdown_html(struct arena *a, const char *text);
