/* SPDX-License-Identifier: Apache-2.0 */
/* Statistics as one document, from files of cgroup v1 and v2. */
#include "test.h"

#include <string.h>

#include "brig/cgroup/oom-events.h"
#include "brig/cgroup/record.h"
#include "brig/cgroup/stats.h"
#include "brig/json/printer.h"
#include "cgroupfs.h"

#define G "/sys/fs/cgroup/g"

static const char *stats_of(struct cgroup_group *v, size_t n, struct arena *a)
{
	const struct cgroup_ref ref = {.driver = CGROUP_FS, .groups = {CGROUP_V2, v, n}};
	struct printer *d = printer_new(a, PRINTER_LINE);

	cgroup_stats(&ref, a, d);
	return printer_text(d);
}

static void unified(void **state)
{
	struct cgroup_group g = {
		.name = "cgroup", .mount = "/sys/fs/cgroup", .path = "/g", .unified = true};
	autoarena struct arena a = {0};

	(void)state;
	fake_cgroup_reset();
	fake_cgroup_dir(G);
	fake_cgroup_file(G "/cpu.stat",
		"usage_usec 12\nuser_usec 7\nsystem_usec 5\nnr_periods 3\nnr_throttled 2\n"
		"throttled_usec 9");
	fake_cgroup_file(G "/cpu.pressure",
		"some avg10=0.25 avg60=1.00 avg300=0.00 total=8\nfull avg10=0.00 avg60=0.00 "
		"avg300=0.00 total=0");
	fake_cgroup_file(G "/cpuset.cpus.effective", "0-2,5\n");
	fake_cgroup_file(G "/cpuset.mems.effective", "0");
	fake_cgroup_file(G "/memory.current", "100");
	fake_cgroup_file(G "/memory.max", "max");
	fake_cgroup_file(G "/memory.peak", "120");
	fake_cgroup_file(G "/memory.events", "low 0\nhigh 0\nmax 4\noom 1\noom_kill 1");
	fake_cgroup_file(G "/memory.swap.current", "11");
	fake_cgroup_file(G "/memory.swap.max", "50");
	fake_cgroup_file(G "/memory.stat", "anon 1\nfile 64\nkernel 3\nsock 2");
	fake_cgroup_file(G "/pids.current", "2");
	fake_cgroup_file(G "/pids.max", "max");
	fake_cgroup_file(G "/io.stat",
		"8:0 rbytes=1 wbytes=2 rios=3 wios=4 dbytes=5 dios=6\n253:1 rbytes=7 wbytes=0");
	fake_cgroup_file(G "/hugetlb.2MB.current", "4096");
	fake_cgroup_file(G "/hugetlb.2MB.events", "max 6");
	fake_cgroup_file(G "/rdma.current", "mlx4_0 hca_handle=2 hca_object=20");
	fake_cgroup_file(G "/rdma.max", "mlx4_0 hca_handle=max hca_object=30");
	assert_string_equal(stats_of(&g, 1, &a),
		"{\"cpu\":{\"usage\":{\"total\":12000,\"kernel\":5000,\"user\":7000},"
		"\"throttling\":{\"periods\":3,\"throttledPeriods\":2,\"throttledTime\":9000},"
		"\"psi\":{\"some\":{\"avg10\":0.25,\"avg60\":1.00,\"avg300\":0.00,\"total\":8},"
		"\"full\":{\"avg10\":0.00,\"avg60\":0.00,\"avg300\":0.00,\"total\":0}}},"
		"\"cpuset\":{\"cpus\":[0,1,2,5],\"mems\":[0]},"
		"\"memory\":{\"cache\":64,\"usage\":{\"limit\":18446744073709551615,\"usage\":100,"
		"\"max\":120,\"failcnt\":4},\"swap\":{\"limit\":18446744073709551615,\"usage\":111}"
		",\"kernel\":{\"usage\":3},\"kernelTCP\":{\"usage\":2},"
		"\"raw\":{\"anon\":1,\"file\":64,\"kernel\":3,\"sock\":2}},"
		"\"pids\":{\"current\":2,\"limit\":0},"
		"\"blkio\":{\"ioServiceBytesRecursive\":["
		"{\"major\":8,\"minor\":0,\"op\":\"Read\",\"value\":1},"
		"{\"major\":8,\"minor\":0,\"op\":\"Write\",\"value\":2},"
		"{\"major\":8,\"minor\":0,\"op\":\"Discard\",\"value\":5},"
		"{\"major\":253,\"minor\":1,\"op\":\"Read\",\"value\":7},"
		"{\"major\":253,\"minor\":1,\"op\":\"Write\",\"value\":0}],"
		"\"ioServicedRecursive\":["
		"{\"major\":8,\"minor\":0,\"op\":\"Read\",\"value\":3},"
		"{\"major\":8,\"minor\":0,\"op\":\"Write\",\"value\":4},"
		"{\"major\":8,\"minor\":0,\"op\":\"Discard\",\"value\":6}]},"
		"\"hugetlb\":{\"2MB\":{\"usage\":4096,\"failcnt\":6}},"
		"\"rdma\":{\"rdma_limit\":[{\"device\":\"mlx4_0\",\"hca_handles\":4294967295,"
		"\"hca_objects\":30}],\"rdma_current\":[{\"device\":\"mlx4_0\",\"hca_handles\":2,"
		"\"hca_objects\":20}]}}\n");
}

static void legacy(void **state)
{
	struct cgroup_group v[] = {
		{.name = "cpu,cpuacct",
			.controllers = "cpu,cpuacct",
			.mount = "/sys/fs/cgroup",
			.path = "/g"},
		{.name = "blkio", .controllers = "blkio", .mount = "/sys/fs/cgroup", .path = "/g"},
		{.name = "memory",
			.controllers = "memory",
			.mount = "/sys/fs/cgroup",
			.path = "/g"},
		{.name = "hugetlb",
			.controllers = "hugetlb",
			.mount = "/sys/fs/cgroup",
			.path = "/g"},
	};
	autoarena struct arena a = {0};

	(void)state;
	fake_cgroup_reset();
	fake_cgroup_dir(G);
	fake_cgroup_file(G "/cpuacct.usage", "12000");
	fake_cgroup_file(G "/cpuacct.usage_percpu", "7000 5000 ");
	fake_cgroup_file(G "/cpuacct.usage_all", "cpu user system\n0 1 2\n1 3 4");
	fake_cgroup_file(G "/cpu.stat", "nr_periods 3\nnr_throttled 2\nthrottled_time 9000");
	fake_cgroup_file(G "/memory.usage_in_bytes", "100");
	fake_cgroup_file(G "/memory.memsw.failcnt", "1");
	fake_cgroup_file(G "/blkio.bfq.io_serviced_recursive", "Total 0");
	fake_cgroup_file(G "/blkio.throttle.io_serviced_recursive", "8:0 Read 3\nTotal 3");
	fake_cgroup_file(G "/hugetlb.2MB.usage_in_bytes", "4096");
	fake_cgroup_file(G "/hugetlb.2MB.max_usage_in_bytes", "8192");
	fake_cgroup_file(G "/hugetlb.2MB.failcnt", "2");
	fake_cgroup_file(G "/hugetlb.2MB.rsvd.failcnt", "3");
	fake_cgroup_file(G "/hugetlb.1GB.usage_in_bytes", "0");
	fake_cgroup_file(G "/hugetlb.1GB.failcnt", "1");
	assert_string_equal(stats_of(v, 4, &a),
		"{\"cpu\":{\"usage\":{\"total\":12000,\"percpu\":[7000,5000],\"percpu_user\":[1,3],"
		"\"percpu_kernel\":[2,4]},\"throttling\":{\"periods\":3,\"throttledPeriods\":2,"
		"\"throttledTime\":9000}},\"cpuset\":{},\"memory\":{\"usage\":{\"usage\":100},"
		"\"swap\":{\"failcnt\":1},\"kernel\":{},\"kernelTCP\":{}},\"pids\":{},"
		"\"blkio\":{\"ioServicedRecursive\":[{\"major\":8,\"minor\":0,\"op\":\"Read\","
		"\"value\":3}]},\"hugetlb\":{\"2MB\":{\"usage\":4096,\"max\":8192,\"failcnt\":5},"
		"\"1GB\":{\"usage\":0,\"failcnt\":1}},\"rdma\":{}}\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(unified),
		cmocka_unit_test(legacy),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
