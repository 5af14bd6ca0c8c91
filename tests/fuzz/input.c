/* SPDX-License-Identifier: Apache-2.0 */
/* Inputs of several texts, and inputs as files. */
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "brig/base/str.h"
#include "fuzz.h"

static const char mark[] = "== ";

/* Cuts the text where the next part begins, and returns that; NULL when there is none. */
static char *cut_part(char *text)
{
	for (char *line = text; line; line = line ? line + 1 : NULL) {
		if (str_starts(line, mark)) {
			*line = '\0';
			return line + strlen(mark);
		}
		line = strchr(line, '\n');
	}
	return NULL;
}

size_t parts_of(struct part *ret, const uint8_t *data, size_t size, struct arena *a)
{
	char *next = arena_strndup(a, (const char *)data, size), *at;
	size_t n = 0;

	next = cut_part(next);
	while (next && n < PARTS_MAX) {
		at = next;
		next = cut_part(at);
		ret[n].name = at;
		at += strcspn(at, "\n");
		if (*at)
			*at++ = '\0';
		ret[n++].text = at;
	}
	return n;
}

const char *part_named(const struct part *v, size_t n, const char *name)
{
	const char *found = NULL;

	for (size_t i = 0; i < n; i++)
		if (str_eq(v[i].name, name))
			found = v[i].text;
	return found;
}

int input_fd(const void *data, size_t size)
{
	static int fd = -1;

	if (fd < 0)
		fd = memfd_create("input", MFD_CLOEXEC);
	check(fd >= 0 && ftruncate(fd, 0) == 0 && lseek(fd, 0, SEEK_SET) == 0);
	check(write(fd, data, size) == (ssize_t)size && lseek(fd, 0, SEEK_SET) == 0);
	return fd;
}
