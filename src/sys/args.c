/* SPDX-License-Identifier: Apache-2.0 */
/* Arguments and environment, copied and wiped. */
#include "brig/sys/args.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct sys_args range, copies;

/* The kernel puts all strings one behind the other: execve(2). A caller of ours in the same process
 * could have replaced one, which then ends what belongs together. */
static void extend(const char *string)
{
	if (range.at + range.n == string)
		range.n += strlen(string) + 1;
}

char **sys_args_copy(struct arena *a, int argc, char **argv)
{
	char **copy = arena_array(a, (size_t)argc + 1, sizeof(*copy));
	char *to;

	range = (struct sys_args){argc > 0 ? argv[0] : NULL, 0};
	for (int i = 0; i < argc; i++) {
		extend(argv[i]);
		copies.n += strlen(argv[i]) + 1;
	}
	copies.at = to = arena_alloc(a, copies.n + 1);
	for (int i = 0; i < argc; i++) {
		copy[i] = strcpy(to, argv[i]);
		to += strlen(argv[i]) + 1;
	}
	for (char **entry = environ; entry && *entry; entry++)
		extend(*entry);
	return copy;
}

void sys_args_wipe(const char *title)
{
	size_t n = strlen(title);

	if (range.n <= 1)
		return;
	clearenv();
	if (n > range.n - 1)
		n = range.n - 1;
	memset(range.at + n, 0, range.n - n);
	memcpy(range.at, title, n);
}

void sys_args_wipe_copies(void)
{
	if (copies.at)
		memset(copies.at, 0, copies.n);
}

struct sys_args sys_args_range(void)
{
	return range;
}
