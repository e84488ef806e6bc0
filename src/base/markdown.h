/* base/markdown.h - what people write, as HTML: CommonMark with tables, links and strike-through, in safe
 * mode (no raw HTML, no javascript: links). The only HTML that we make. */
#pragma once
#include "base/arena.h"
const char *markdown_html(struct arena *a, const char *text);
