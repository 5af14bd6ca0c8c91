/* SPDX-License-Identifier: Apache-2.0 */
/* Finds the line of a value in a JSON text. */
#ifndef BRIG_JSON_PATH_LINE_H
#define BRIG_JSON_PATH_LINE_H

#include <stddef.h>

/* The line, from 1, of the value at a JSON path (mounts[1].destination,
 * annotations["com.example.key"]) in a text that json_read() has accepted. When no such value
 * exists, the line of the innermost existing value that would contain it; 0 when there is none. */
unsigned json_line_of(const char *text, size_t size, const char *path);

#endif
