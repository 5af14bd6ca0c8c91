/* SPDX-License-Identifier: Apache-2.0 */
/* Statistics of block devices, huge pages and RDMA. */
#include "stats/stats-io.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "brig/base/parse.h"

struct io_kind {
	const char *key;
	const char *v1;    /* suffix of the file name */
	const char *v2[3]; /* keys in io.stat: read, write, discard; NULL: not counted there */
};

// clang-format off
static const struct io_kind io_kinds[] = {
	{ "ioServiceBytesRecursive", "io_service_bytes_recursive", { "rbytes", "wbytes", "dbytes" } },
	{ "ioServicedRecursive",     "io_serviced_recursive",      { "rios", "wios", "dios" } },
	{ "ioQueueRecursive",        "io_queued_recursive" },
	{ "ioServiceTimeRecursive",  "io_service_time_recursive" },
	{ "ioWaitTimeRecursive",     "io_wait_time_recursive" },
	{ "ioMergedRecursive",       "io_merged_recursive" },
	{ "ioTimeRecursive",         "time_recursive" },
	{ "sectorsRecursive",        "sectors_recursive" },
};
// clang-format on

static void add_io(
	const struct stats *s, unsigned major, unsigned minor, const char *op, uint64_t value)
{
	printer_object(s->doc, NULL);
	printer_uint(s->doc, "major", major);
	printer_uint(s->doc, "minor", minor);
	printer_str(s->doc, "op", op);
	printer_uint(s->doc, "value", value);
	printer_end(s->doc);
}

/* Lines of v1: "8:0 Read 123", or "8:0 123". The last line, the sum, has no device and is skipped.
 */
static void add_v1_lines(const struct stats *s, const char *text)
{
	for (const char *line = text; line && *line; line = strchr(line, '\n')) {
		unsigned major, minor;
		uint64_t value;
		char op[16];

		line += *line == '\n';
		if (sscanf(line, "%u:%u %15[A-Za-z] %" SCNu64, &major, &minor, op, &value) == 4)
			add_io(s, major, minor, op, value);
		else if (sscanf(line, "%u:%u %" SCNu64, &major, &minor, &value) == 3)
			add_io(s, major, minor, "", value);
	}
}

/* The text of the v1 file that has counts. The I/O scheduler decides which one: BFQ, CFQ (before
 * Linux 5.0), another. */
static const char *v1_text(
	const struct stats *s, const struct cgroup_group *g, const struct io_kind *k)
{
	static const char *const prefixes[] = {"blkio.bfq.", "blkio.", "blkio.throttle."};

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		const char *text =
			stats_text(s, g, arena_printf(s->arena, "%s%s", prefixes[i], k->v1));

		if (text && strchr(text, ':'))
			return text;
	}
	return NULL;
}

/* Finds " WORD=NUMBER" in a line. */
static bool io_word(const char *line, size_t n, const char *word, uint64_t *ret)
{
	size_t len = strlen(word);

	for (const char *p = line; p + len + 2 < line + n; p++)
		if (*p == ' ' && strncmp(p + 1, word, len) == 0 && p[len + 1] == '=') {
			*ret = strtoull(p + len + 2, NULL, 10);
			return true;
		}
	return false;
}

/* Lines of io.stat: "8:0 rbytes=1 wbytes=2 rios=3 wios=4 dbytes=0 dios=0". */
static void add_v2_lines(const struct stats *s, const char *text, const struct io_kind *k)
{
	static const char *const ops[] = {"Read", "Write", "Discard"};

	for (const char *line = text; line && *line; line = strchr(line, '\n')) {
		unsigned major, minor;
		uint64_t value;

		line += *line == '\n';
		if (sscanf(line, "%u:%u ", &major, &minor) != 2)
			continue;
		for (size_t i = 0; i < 3; i++)
			if (io_word(line, strcspn(line, "\n"), k->v2[i], &value))
				add_io(s, major, minor, ops[i], value);
	}
}

void stats_blkio(const struct stats *s)
{
	const struct cgroup_group *g = stats_home(s, "blkio");
	const char *text = g && g->unified ? stats_text(s, g, "io.stat") : NULL;

	printer_object(s->doc, "blkio");
	for (size_t i = 0; g && i < sizeof(io_kinds) / sizeof(io_kinds[0]); i++) {
		const struct io_kind *k = &io_kinds[i];

		if (!g->unified)
			text = v1_text(s, g, k);
		if (!text || (g->unified && !k->v2[0]))
			continue;
		printer_list(s->doc, k->key);
		if (g->unified)
			add_v2_lines(s, text, k);
		else
			add_v1_lines(s, text);
		printer_end(s->doc);
	}
	stats_pressure(s, "io.pressure");
	printer_end(s->doc);
}

static bool read_page_number(const struct stats *s, const struct cgroup_group *g, const char *size,
	const char *suffix, const char *word, uint64_t *ret)
{
	const char *text = stats_text(s, g, arena_printf(s->arena, "hugetlb.%s.%s", size, suffix));

	if (!text || (word && !str_starts(text, word)))
		return false;
	*ret = strtoull(text + (word ? strlen(word) : 0), NULL, 10);
	return true;
}

/* How often a limit of huge pages was reached. v1 counts failed reservations separately, on older
 * kernels before failed page faults. */
static bool read_page_failures(
	const struct stats *s, const struct cgroup_group *g, const char *size, uint64_t *ret)
{
	uint64_t reservation_failures;

	if (g->unified)
		return read_page_number(s, g, size, "events", "max ", ret);
	if (!read_page_number(s, g, size, "failcnt", NULL, ret))
		return false;
	if (read_page_number(s, g, size, "rsvd.failcnt", NULL, &reservation_failures))
		*ret += reservation_failures;
	return true;
}

static void add_page_size(const struct stats *s, const struct cgroup_group *g, const char *size)
{
	uint64_t usage, n;

	if (!read_page_number(s, g, size, g->unified ? "current" : "usage_in_bytes", NULL, &usage))
		return;
	printer_object(s->doc, size);
	printer_uint(s->doc, "usage", usage);
	if (!g->unified && read_page_number(s, g, size, "max_usage_in_bytes", NULL, &n))
		printer_uint(s->doc, "max", n);
	if (read_page_failures(s, g, size, &n))
		printer_uint(s->doc, "failcnt", n);
	printer_end(s->doc);
}

/* Page sizes of all architectures. */
void stats_hugetlb(const struct stats *s)
{
	static const char *const sizes[] = {"64KB", "512KB", "1MB", "2MB", "4MB", "8MB", "16MB",
		"32MB", "256MB", "512MB", "1GB", "2GB", "16GB"};
	const struct cgroup_group *g = stats_home(s, "hugetlb");

	printer_object(s->doc, "hugetlb");
	for (size_t i = 0; g && i < sizeof(sizes) / sizeof(sizes[0]); i++)
		add_page_size(s, g, sizes[i]);
	printer_end(s->doc);
}

static void add_rdma_word(
	const struct stats *s, const char *line, const char *word, const char *key)
{
	const char *match = strstr(line, word);
	uint64_t n;

	if (!match)
		return;
	match += strlen(word);
	n = str_starts(match, "max") ? UINT32_MAX : strtoull(match, NULL, 10);
	printer_uint(s->doc, key, n);
}

/* Lines of rdma.max: "mlx4_0 hca_handle=2 hca_object=max". */
static void add_rdma(const struct stats *s, const char *key, const char *file)
{
	const char *text = stats_text(s, stats_home(s, "rdma"), file);
	char *save = NULL;

	if (!text)
		return;
	printer_list(s->doc, key);
	for (char *line = strtok_r(arena_strdup(s->arena, text), "\n", &save); line;
		line = strtok_r(NULL, "\n", &save)) {
		size_t n = strcspn(line, " ");

		printer_object(s->doc, NULL);
		printer_strf(s->doc, "device", "%.*s", (int)n, line);
		add_rdma_word(s, line + n, " hca_handle=", "hca_handles");
		add_rdma_word(s, line + n, " hca_object=", "hca_objects");
		printer_end(s->doc);
	}
	printer_end(s->doc);
}

void stats_rdma(const struct stats *s)
{
	printer_object(s->doc, "rdma");
	add_rdma(s, "rdma_limit", "rdma.max");
	add_rdma(s, "rdma_current", "rdma.current");
	printer_end(s->doc);
}
