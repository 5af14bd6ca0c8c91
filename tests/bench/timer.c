/* SPDX-License-Identifier: Apache-2.0 */
/* Times commands for scripts/bench, each in turn, so that what the machine does besides falls on
 * all of them.
 *
 *	timer ROUNDS PAUSE_MS AT_ONCE < COMMANDS
 *
 * A line of COMMANDS is a label, a mount namespace to run in ("-" for ours) and words; "{}" in a
 * word is a number that no other run has, ";;" stands between commands that are timed together.
 * Printed is a line for each: label, median and tenth percentile of the time in ms, median of
 * user + system time in ms, page faults and peak memory (KiB) of the process, failures. */
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { LINES = 32, WORDS = 256, ROUNDS = 2000 };

struct line {
	char *words[WORDS + 1]; /* label, namespace, command */
	int ns;
	double wall[ROUNDS], cpu[ROUNDS], faults[ROUNDS], memory[ROUNDS];
	int failed;
};

static struct line lines[LINES];
static unsigned count;

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static double ms(struct timeval t)
{
	return (double)t.tv_sec * 1e3 + (double)t.tv_usec / 1e3;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double part(double *v, int n, int tenths)
{
	qsort(v, (size_t)n, sizeof(*v), by_size);
	return v[n * tenths / 10];
}

static char *with_number(char *word, const char *number)
{
	char *at = strstr(word, "{}"), *out;

	if (!at)
		return word;
	out = malloc(strlen(word) + strlen(number) + 1);
	sprintf(out, "%.*s%s%s", (int)(at - word), word, number, at + 2);
	return out;
}

/* A process whose memory is ours until it executes. */
static pid_t begin(const struct line *l, char **words, const char *number)
{
	char *argv[WORDS + 1];
	size_t n = 0;
	pid_t pid;

	for (; words[n] && strcmp(words[n], ";;") != 0; n++)
		argv[n] = with_number(words[n], number);
	argv[n] = NULL;
	pid = vfork();
	if (pid == 0) {
		if (l->ns >= 0 && setns(l->ns, CLONE_NEWNS) < 0)
			_exit(126);
		execv(argv[0], argv);
		_exit(127);
	}
	return pid;
}

static void finish(struct line *l, pid_t pid, int round)
{
	struct rusage r;
	int status;

	wait4(pid, &status, 0, &r);
	l->failed += status != 0;
	l->cpu[round] += ms(r.ru_utime) + ms(r.ru_stime);
	l->faults[round] += (double)r.ru_minflt;
	if ((double)r.ru_maxrss > l->memory[round])
		l->memory[round] = (double)r.ru_maxrss;
}

static char **behind(char **words)
{
	while (*words && strcmp(*words, ";;") != 0)
		words++;
	return *words ? words + 1 : NULL;
}

static void run_line(struct line *l, int round, int at_once)
{
	pid_t pids[256];
	char number[16];
	double start;

	snprintf(number, sizeof(number), "%u", ++count);
	start = now();
	if (at_once == 1)
		for (char **w = l->words + 2; w; w = behind(w))
			finish(l, begin(l, w, number), round);
	for (int i = 0; at_once > 1 && i < at_once; i++) {
		snprintf(number, sizeof(number), "%u", ++count);
		pids[i] = begin(l, l->words + 2, number);
	}
	for (int i = 0; at_once > 1 && i < at_once; i++)
		finish(l, pids[i], round);
	l->wall[round] = now() - start;
}

static size_t read_lines(void)
{
	static char text[16384];
	size_t n = 0;

	while (n < LINES && fgets(text, sizeof(text), stdin)) {
		size_t words = 0;

		for (char *w = strtok(text, " \n"); w && words < WORDS; w = strtok(NULL, " \n"))
			lines[n].words[words++] = strdup(w);
		if (words < 3)
			continue;
		lines[n].ns = strcmp(lines[n].words[1], "-") == 0
				      ? -1
				      : open(lines[n].words[1], O_RDONLY | O_CLOEXEC);
		n++;
	}
	return n;
}

int main(int argc, char **argv)
{
	int rounds = argc > 1 ? atoi(argv[1]) : 1, at_once = argc > 3 ? atoi(argv[3]) : 1;
	/* Not the host's /dev/null: there are runtimes that give standard streams to the container.
	 */
	int null = memfd_create("null", 0), out = dup(STDOUT_FILENO);
	useconds_t pause_us = argc > 2 ? (useconds_t)atoi(argv[2]) * 1000 : 0;
	size_t n = read_lines();

	rounds = rounds > ROUNDS ? ROUNDS : rounds;
	fcntl(out, F_SETFD, FD_CLOEXEC);
	dup2(null, STDIN_FILENO);
	dup2(null, STDOUT_FILENO);
	dup2(null, STDERR_FILENO);
	count = (unsigned)getpid() << 12;
	for (int i = 0; i < rounds; i++)
		for (size_t k = 0; k < n; k++) {
			if (pause_us)
				usleep(pause_us);
			run_line(&lines[k], i, at_once);
		}
	for (size_t k = 0; k < n; k++)
		dprintf(out, "%s %.4f %.4f %.4f %.0f %.0f %d\n", lines[k].words[0],
			part(lines[k].wall, rounds, 5), part(lines[k].wall, rounds, 1),
			part(lines[k].cpu, rounds, 5), part(lines[k].faults, rounds, 5),
			part(lines[k].memory, rounds, 5), lines[k].failed);
	return 0;
}
