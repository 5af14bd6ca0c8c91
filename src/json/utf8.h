/* SPDX-License-Identifier: Apache-2.0 */
/* The check of the whole text, made before yajl parses it. */
#ifndef BRIG_SRC_JSON_UTF8_H
#define BRIG_SRC_JSON_UTF8_H

#include "reader.h"

/* Whether the text is UTF-8 and its escapes name whole characters; refuses it otherwise. */
bool text_check(struct reader *r);

#endif
