/* SPDX-License-Identifier: Apache-2.0 */
/* The default configurations. */
#include "default-config.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define LIST(array)                   \
	{                             \
		(array), COUNT(array) \
	}
#define WORDS(...)                                                                    \
	{                                                                             \
		(const char *[]){__VA_ARGS__}, COUNT(((const char *[]){__VA_ARGS__})) \
	}

static const bool yes = true;

/* clang-format off */
static struct oci_rlimit rlimits[] = {
	{ OCI_RLIMIT_TYPE_NOFILE, .soft = 1024, .hard = 1024 },
};

static const struct oci_user user = { .uid = 0, .gid = 0 };

#define CAPABILITIES WORDS("CAP_AUDIT_WRITE", "CAP_KILL", "CAP_NET_BIND_SERVICE")

static const struct oci_capabilities capabilities = {
	.bounding = CAPABILITIES,
	.effective = CAPABILITIES,
	.permitted = CAPABILITIES,
};

static const struct oci_process process = {
	.terminal = &yes,
	.user = &user,
	.args = WORDS("sh"),
	.env = WORDS("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "TERM=xterm"),
	.cwd = "/",
	.rlimits = LIST(rlimits),
	.capabilities = &capabilities,
	.no_new_privileges = &yes,
};

static const struct oci_root root = { .path = "rootfs", .readonly = &yes };

static struct oci_mount mounts[] = {
	{ "/proc", "proc", "proc" },
	{ "/dev", "tmpfs", "tmpfs", WORDS("nosuid", "strictatime", "mode=755", "size=65536k") },
	{ "/dev/pts", "devpts", "devpts",
	  WORDS("nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5") },
	{ "/dev/shm", "tmpfs", "shm", WORDS("nosuid", "noexec", "nodev", "mode=1777", "size=65536k") },
	{ "/dev/mqueue", "mqueue", "mqueue", WORDS("nosuid", "noexec", "nodev") },
	{ "/sys", "sysfs", "sysfs", WORDS("nosuid", "noexec", "nodev", "ro") },
	{ "/sys/fs/cgroup", "cgroup", "cgroup", WORDS("nosuid", "noexec", "nodev", "relatime", "ro") },
};

/* A user namespace with one mapped id has no group 5. Without a network namespace of its own it cannot
 * mount a sysfs, so the host's is bound, recursively read-only. */
static struct oci_mount rootless_mounts[] = {
	{ "/proc", "proc", "proc" },
	{ "/dev", "tmpfs", "tmpfs", WORDS("nosuid", "strictatime", "mode=755", "size=65536k") },
	{ "/dev/pts", "devpts", "devpts",
	  WORDS("nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620") },
	{ "/dev/shm", "tmpfs", "shm", WORDS("nosuid", "noexec", "nodev", "mode=1777", "size=65536k") },
	{ "/dev/mqueue", "mqueue", "mqueue", WORDS("nosuid", "noexec", "nodev") },
	{ "/sys", "none", "/sys", WORDS("rbind", "rnosuid", "rnoexec", "rnodev", "rro") },
};

static struct oci_namespace namespaces[] = {
	{ OCI_NAMESPACE_TYPE_PID }, { OCI_NAMESPACE_TYPE_NETWORK }, { OCI_NAMESPACE_TYPE_IPC },
	{ OCI_NAMESPACE_TYPE_UTS }, { OCI_NAMESPACE_TYPE_MOUNT }, { OCI_NAMESPACE_TYPE_CGROUP },
};

static struct oci_namespace rootless_namespaces[] = {
	{ OCI_NAMESPACE_TYPE_PID }, { OCI_NAMESPACE_TYPE_IPC }, { OCI_NAMESPACE_TYPE_UTS },
	{ OCI_NAMESPACE_TYPE_MOUNT }, { OCI_NAMESPACE_TYPE_CGROUP }, { OCI_NAMESPACE_TYPE_USER },
};

static struct oci_device_rule device_rules[] = {
	{ .allow = false, .access = "rwm" },
};

static const struct oci_resources resources = { .devices = LIST(device_rules) };

#define MASKED \
	WORDS("/proc/acpi", "/proc/asound", "/proc/interrupts", "/proc/kcore", "/proc/keys", \
		"/proc/latency_stats", "/proc/sched_debug", "/proc/scsi", "/proc/timer_list", \
		"/proc/timer_stats", "/sys/devices/virtual/powercap", "/sys/firmware")

#define READONLY \
	WORDS("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger")

static const struct oci_linux linux_default = {
	.namespaces = LIST(namespaces),
	.resources = &resources,
	.masked_paths = MASKED,
	.readonly_paths = READONLY,
};

static const struct oci_config config = {
	.oci_version = "1.3.0",
	.process = &process,
	.root = &root,
	.hostname = "brig",
	.mounts = LIST(mounts),
	.linux = &linux_default,
};
/* clang-format on */

const struct oci_config *default_config(void)
{
	return &config;
}

static struct oci_id_mapping_list map_root_to(struct arena *a, uint32_t host_id)
{
	struct oci_id_mapping one = {.container_id = 0, .host_id = host_id, .size = 1};

	return (struct oci_id_mapping_list){arena_copy(a, &one, sizeof(one)), 1};
}

const struct oci_config *default_rootless_config(struct arena *a, uint32_t uid, uint32_t gid)
{
	struct oci_config c = config;
	struct oci_linux l = linux_default;

	l.namespaces = (struct oci_namespace_list)LIST(rootless_namespaces);
	l.uid_mappings = map_root_to(a, uid);
	l.gid_mappings = map_root_to(a, gid);
	l.resources = NULL;
	c.mounts = (struct oci_mount_list)LIST(rootless_mounts);
	c.linux = arena_copy(a, &l, sizeof(l));
	return arena_copy(a, &c, sizeof(c));
}
