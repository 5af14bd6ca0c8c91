/* SPDX-License-Identifier: Apache-2.0 */
/* The main of a fuzz target without libFuzzer: every file of the directories given is one input,
 * and one line of TAP. */
#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "brig/base/fd.h"
#include "fuzz.h"

static int replay_file(int dir, const char *name)
{
	autoclose int fd = openat(dir, name, O_RDONLY | O_CLOEXEC);
	struct stat st;
	uint8_t *data;
	ssize_t n;

	if (fd < 0 || fstat(fd, &st) < 0)
		return -1;
	data = malloc((size_t)st.st_size + !st.st_size); /* to the byte, for ASan */
	n = data ? read(fd, data, (size_t)st.st_size) : -1;
	if (n == st.st_size)
		LLVMFuzzerTestOneInput(data, (size_t)n);
	free(data);
	return n == st.st_size ? 0 : -1;
}

static unsigned replay_dir(const char *path, unsigned count, bool *failed)
{
	autodir DIR *dir = opendir(path);
	struct dirent *entry;

	if (!dir)
		perror(path);
	*failed |= !dir;
	while (dir && (entry = readdir(dir))) {
		int status;

		if (entry->d_name[0] == '.')
			continue;
		status = replay_file(dirfd(dir), entry->d_name);
		*failed |= status < 0;
		printf("%s %u - %s\n", status < 0 ? "not ok" : "ok", ++count, entry->d_name);
	}
	return count;
}

int main(int argc, char **argv)
{
	unsigned count = 0;
	bool failed = false;

	for (int i = 1; i < argc; i++)
		count = replay_dir(argv[i], count, &failed);
	printf("1..%u\n", count);
	return failed || count == 0;
}
