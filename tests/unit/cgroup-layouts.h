/* SPDX-License-Identifier: Apache-2.0 */
/* Hosts for tests: "v1" (all controllers; cpu and cpuacct in one hierarchy), "hybrid" (v1 except
 * hugetlb and rdma, which are in cgroup2), "v2". */
#ifndef BRIG_TESTS_UNIT_CGROUP_LAYOUTS_H
#define BRIG_TESTS_UNIT_CGROUP_LAYOUTS_H

#include "brig/cgroup/detect.h"

static const char v1_self[] = "12:rdma:/\n11:hugetlb:/\n10:net_cls,net_prio:/\n9:blkio:/\n"
			      "8:pids:/own\n7:freezer:/\n6:devices:/\n5:memory:/own\n4:cpuset:/\n"
			      "3:cpu,cpuacct:/\n1:name=systemd:/init.scope\n";
static const char v1_mounts[] =
	"30 23 0:26 / /sys/fs/cgroup ro,nosuid - tmpfs tmpfs ro,mode=755\n"
	"31 30 0:27 / /sys/fs/cgroup/systemd rw,nosuid shared:9 - cgroup cgroup rw,name=systemd\n"
	"32 30 0:28 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n"
	"33 30 0:29 / /sys/fs/cgroup/cpuset rw - cgroup cgroup rw,cpuset\n"
	"34 30 0:30 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n"
	"35 30 0:31 / /sys/fs/cgroup/devices rw - cgroup cgroup rw,devices\n"
	"36 30 0:32 / /sys/fs/cgroup/freezer rw - cgroup cgroup rw,freezer\n"
	"37 30 0:33 / /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids\n"
	"38 30 0:34 / /sys/fs/cgroup/blkio rw - cgroup cgroup rw,blkio\n"
	"39 30 0:35 / /sys/fs/cgroup/net_cls,net_prio rw - cgroup cgroup rw,net_cls,net_prio\n"
	"40 30 0:36 / /sys/fs/cgroup/hugetlb rw - cgroup cgroup rw,hugetlb\n"
	"41 30 0:37 / /sys/fs/cgroup/rdma rw - cgroup cgroup rw,rdma\n";

static const char hybrid_self[] = "9:name=systemd:/\n8:pids:/\n7:blkio:/\n6:freezer:/\n"
				  "5:devices:/\n4:memory:/x\n3:cpuset:/\n2:cpuacct:/\n1:cpu:/\n"
				  "0::/\n";
static const char hybrid_mounts[] =
	"41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw\n"
	"32 31 0:29 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu\n"
	"33 31 0:30 / /sys/fs/cgroup/cpuacct rw,relatime - cgroup cgroup rw,cpuacct\n"
	"34 31 0:31 / /sys/fs/cgroup/cpuset rw,relatime - cgroup cgroup rw,cpuset\n"
	"35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory\n"
	"36 31 0:33 / /sys/fs/cgroup/devices rw,relatime - cgroup cgroup rw,devices\n"
	"37 31 0:34 / /sys/fs/cgroup/freezer rw,relatime - cgroup cgroup rw,freezer\n"
	"38 31 0:35 / /sys/fs/cgroup/blkio rw,relatime - cgroup cgroup rw,blkio\n"
	"39 31 0:36 / /sys/fs/cgroup/pids rw,relatime - cgroup cgroup rw,pids\n"
	"40 31 0:37 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,name=systemd\n";

static const char v2_self[] = "0::/user.slice/user-1000.slice/session-1.scope\n";
static const char v2_mounts[] =
	"30 23 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n";

static inline struct cgroup_set *layout_of(struct arena *a, const char *name)
{
	struct cgroup_set *l = arena_alloc(a, sizeof(*l));
	bool v1 = name[0] == 'v' && name[1] == '1', hybrid = name[0] == 'h';
	struct err e;

	if (!cgroup_detect_parse(l,
		    v1       ? v1_mounts
		    : hybrid ? hybrid_mounts
			     : v2_mounts,
		    v1       ? v1_self
		    : hybrid ? hybrid_self
			     : v2_self,
		    hybrid ? "hugetlb rdma" : "cpuset cpu io memory hugetlb pids rdma misc", a, &e))
		__builtin_trap();
	return l;
}

#endif
