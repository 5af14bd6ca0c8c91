/* SPDX-License-Identifier: Apache-2.0 */
/* The yardstick of scripts/bench: what the kernel has to do for the default config of `brig spec`,
 * and nothing else. No option, no check that an attacker makes necessary, no word about an error:
 * what a runtime takes longer than this is its own.
 *
 *	floor run ROOTFS GROUP HIERARCHY...          make, execute /bin/true, wait, remove
 *	floor create ROOTFS GROUP HIERARCHY...       make; wait at /dev/shm/floor-gate-GROUP
 *	floor start|delete ROOTFS GROUP HIERARCHY...
 *	floor exec PID GROUP HIERARCHY...            one more /bin/true in its namespaces
 *	floor pause                                  for a container that stays
 *	floor mounts DIR N                           N bind mounts of DIR
 *	floor                                        is /bin/true
 *
 * A hierarchy is a directory of /sys/fs/cgroup: "unified" for cgroup v2, last. */
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/keyctl.h>
#include <linux/sched.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *group;
static char **hierarchies;

/* The first thing that does not work is the end. */
static void need(bool ok, const char *what)
{
	if (ok)
		return;
	perror(what);
	_exit(1);
}

static const char *in_group(const char *hierarchy, const char *file)
{
	static char path[512];

	snprintf(path, sizeof(path), "/sys/fs/cgroup/%s/%s%s%s", hierarchy, group, *file ? "/" : "",
		file);
	return path;
}

static void put(const char *path, const char *const *values, size_t n)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	need(fd >= 0, path);
	for (size_t i = 0; i < n; i++)
		need(write(fd, values[i], strlen(values[i])) > 0, path);
	close(fd);
}

static void copy_set(const char *file)
{
	char from[64], text[256] = "";
	const char *const value[] = {text};
	int fd;

	snprintf(from, sizeof(from), "/sys/fs/cgroup/cpuset/%s", file);
	fd = open(from, O_RDONLY | O_CLOEXEC);
	need(fd >= 0 && read(fd, text, sizeof(text) - 1) > 0, from);
	close(fd);
	put(in_group("cpuset", file), value, 1);
}

static void make_groups(void)
{
	static const char *const none[] = {"a"};
	static const char *const devices[] = {"c *:* m", "b *:* m", "c 1:3 rwm", "c 1:5 rwm",
		"c 1:7 rwm", "c 1:8 rwm", "c 1:9 rwm", "c 5:0 rwm", "c 5:1 rwm", "c 5:2 rwm",
		"c 136:* rwm"};

	for (char **h = hierarchies; *h; h++) {
		need(mkdir(in_group(*h, ""), 0755) == 0, in_group(*h, ""));
		if (strcmp(*h, "cpuset") == 0) {
			copy_set("cpuset.cpus");
			copy_set("cpuset.mems");
		} else if (strcmp(*h, "devices") == 0) {
			put(in_group(*h, "devices.deny"), none, 1);
			put(in_group(*h, "devices.allow"), devices,
				sizeof(devices) / sizeof(devices[0]));
		}
	}
}

static void enter_groups(void)
{
	static const char *const self[] = {"0"};

	for (char **h = hierarchies; *h; h++)
		if (strcmp(*h, "unified") != 0)
			put(in_group(*h, "tasks"), self, 1);
}

static void remove_groups(void)
{
	for (char **h = hierarchies; *h; h++)
		rmdir(in_group(*h, ""));
}

static void mount_at(const char *type, const char *dir, unsigned long flags, const char *data)
{
	need(mount(type, dir, type, flags, data) == 0, dir);
}

static void mount_cgroups(void)
{
	const unsigned long flags = MS_NOSUID | MS_NODEV | MS_NOEXEC;
	char dir[128], option[64];

	mount_at("tmpfs", "sys/fs/cgroup", flags, "mode=755");
	for (char **h = hierarchies; *h; h++) {
		bool named = strcmp(*h, "systemd") == 0, v2 = strcmp(*h, "unified") == 0;

		snprintf(dir, sizeof(dir), "sys/fs/cgroup/%s", *h);
		snprintf(option, sizeof(option), "%s%s", named ? "name=" : "", *h);
		need(mkdir(dir, 0755) == 0, dir);
		mount_at(v2 ? "cgroup2" : "cgroup", dir, flags | MS_RDONLY, v2 ? NULL : option);
	}
	need(mount(NULL, "sys/fs/cgroup", NULL, MS_REMOUNT | MS_BIND | MS_RDONLY | flags, NULL) ==
			0,
		"sys/fs/cgroup");
}

static void mount_all(const char *rootfs)
{
	const unsigned long flags = MS_NOSUID | MS_NODEV | MS_NOEXEC;

	need(mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL) == 0, "/");
	need(mount(rootfs, rootfs, NULL, MS_BIND | MS_REC, NULL) == 0, rootfs);
	need(chdir(rootfs) == 0, rootfs);
	mount_at("proc", "proc", 0, NULL);
	mount_at("tmpfs", "dev", MS_NOSUID | MS_STRICTATIME, "mode=755,size=65536k");
	need(mkdir("dev/pts", 0755) == 0 && mkdir("dev/shm", 0755) == 0 &&
			mkdir("dev/mqueue", 0755) == 0,
		"dev");
	mount_at("devpts", "dev/pts", MS_NOSUID | MS_NOEXEC,
		"newinstance,ptmxmode=0666,mode=0620,gid=5");
	mount_at("tmpfs", "dev/shm", flags, "mode=1777,size=65536k");
	mount_at("mqueue", "dev/mqueue", flags, NULL);
	mount_at("sysfs", "sys", flags | MS_RDONLY, NULL);
	mount_cgroups();
}

static void make_devices(void)
{
	static const struct {
		const char *path;
		unsigned major, minor;
	} nodes[] = {{"dev/null", 1, 3}, {"dev/zero", 1, 5}, {"dev/full", 1, 7},
		{"dev/random", 1, 8}, {"dev/urandom", 1, 9}, {"dev/tty", 5, 0}};
	static const char *const links[][2] = {{"/proc/self/fd", "dev/fd"},
		{"/proc/self/fd/0", "dev/stdin"}, {"/proc/self/fd/1", "dev/stdout"},
		{"/proc/self/fd/2", "dev/stderr"}, {"pts/ptmx", "dev/ptmx"}};

	umask(0);
	for (size_t i = 0; i < sizeof(nodes) / sizeof(nodes[0]); i++)
		need(mknod(nodes[i].path, S_IFCHR | 0666,
			     makedev(nodes[i].major, nodes[i].minor)) == 0,
			nodes[i].path);
	for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++)
		need(symlink(links[i][0], links[i][1]) == 0, links[i][1]);
	umask(022);
}

static void enter_root(void)
{
	need(syscall(SYS_pivot_root, ".", ".") == 0 && umount2(".", MNT_DETACH) == 0 &&
			chdir("/") == 0,
		"pivot_root");
}

static void cover_paths(void)
{
	static const char *const readonly[] = {
		"/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"};
	static const char *const masked[] = {"/proc/acpi", "/proc/asound", "/proc/interrupts",
		"/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/sched_debug",
		"/proc/scsi", "/proc/timer_list", "/proc/timer_stats",
		"/sys/devices/virtual/powercap", "/sys/firmware"};
	struct stat st;

	for (size_t i = 0; i < sizeof(readonly) / sizeof(readonly[0]); i++)
		if (mount(readonly[i], readonly[i], NULL, MS_BIND | MS_REC, NULL) == 0)
			need(mount(NULL, readonly[i], NULL, MS_REMOUNT | MS_BIND | MS_RDONLY,
				     NULL) == 0,
				readonly[i]);
	for (size_t i = 0; i < sizeof(masked) / sizeof(masked[0]); i++) {
		if (stat(masked[i], &st) < 0)
			continue;
		if (S_ISDIR(st.st_mode))
			mount_at("tmpfs", masked[i], MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC,
				"mode=755");
		else
			need(mount("/dev/null", masked[i], NULL, MS_BIND, NULL) == 0, masked[i]);
	}
	need(mount(NULL, "/", NULL, MS_REMOUNT | MS_BIND | MS_RDONLY, NULL) == 0, "/");
}

static void set_up_host(void)
{
	struct ifreq r = {.ifr_name = "lo", .ifr_flags = IFF_UP};
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	need(sethostname("brig", 4) == 0 && ioctl(fd, SIOCSIFFLAGS, &r) == 0, "lo");
	close(fd);
}

static void drop_rights(void)
{
	const uint32_t kept = 1 << CAP_AUDIT_WRITE | 1 << CAP_KILL | 1 << CAP_NET_BIND_SERVICE;
	struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[2] = {{.effective = kept, .permitted = kept}};

	syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL);
	for (unsigned cap = 0; cap < 64; cap++)
		if ((cap > 31 || !(kept & 1U << cap)) && prctl(PR_CAPBSET_DROP, cap, 0, 0, 0) < 0)
			break;
	need(setresgid(0, 0, 0) == 0 && setresuid(0, 0, 0) == 0 &&
			syscall(SYS_capset, &head, data) == 0 &&
			prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0,
		"rights");
}

static _Noreturn void execute(void)
{
	const struct rlimit files = {1024, 1024};
	char *argv[] = {"/bin/true", NULL}, *envp[] = {"PATH=/bin", "TERM=xterm", NULL};

	need(setrlimit(RLIMIT_NOFILE, &files) == 0, "limit");
	execve(argv[0], argv, envp);
	need(false, argv[0]);
	_exit(1);
}

static long clone_into(unsigned long long flags, int *pidfd)
{
	struct clone_args args = {
		.flags = flags | CLONE_PIDFD, .pidfd = (uintptr_t)pidfd, .exit_signal = SIGCHLD};
	char **last = hierarchies;
	long pid;
	int fd = -1;

	while (last[0] && last[1])
		last++;
	if (*last && strcmp(*last, "unified") == 0) {
		fd = open(in_group(*last, ""), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		need(fd >= 0, "unified");
		args.flags |= CLONE_INTO_CGROUP;
		args.cgroup = (uint64_t)fd;
	}
	pid = syscall(SYS_clone3, &args, sizeof(args));
	need(pid >= 0, "clone");
	if (pid > 0 && fd >= 0)
		close(fd);
	return pid;
}

/* ready and gate are for create: who waits for the container, and what it waits for. */
static _Noreturn void be_container(const char *rootfs, int ready, int gate)
{
	char byte = 0;

	enter_groups();
	need(setsid() >= 0 && unshare(CLONE_NEWCGROUP) == 0, "session");
	mount_all(rootfs);
	make_devices();
	enter_root();
	set_up_host();
	cover_paths();
	drop_rights();
	if (ready >= 0)
		need(write(ready, "", 1) == 1 && read(gate, &byte, 1) == 1, "gate");
	execute();
}

enum { KINDS = CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWPID | CLONE_NEWNET };

static int wait_for(int pidfd)
{
	siginfo_t info = {0};

	need(waitid((idtype_t)P_PIDFD, (id_t)pidfd, &info, WEXITED) == 0, "wait");
	return info.si_status;
}

static int run(const char *rootfs)
{
	int pidfd, status;

	make_groups();
	if (clone_into(KINDS, &pidfd) == 0)
		be_container(rootfs, -1, -1);
	status = wait_for(pidfd);
	remove_groups();
	return status;
}

/* On a tmpfs, as what runtimes keep is. */
static const char *file_of(const char *name)
{
	static char path[512];

	snprintf(path, sizeof(path), "/dev/shm/floor-%s-%s", name, group);
	return path;
}

static int create(const char *rootfs)
{
	char text[16], byte;
	int pidfd, gate, ready[2];
	long pid;
	FILE *f;

	make_groups();
	need(mkfifo(file_of("gate"), 0600) == 0 && pipe2(ready, O_CLOEXEC) == 0, "gate");
	gate = open(file_of("gate"), O_RDWR | O_CLOEXEC);
	pid = clone_into(KINDS, &pidfd);
	if (pid == 0)
		be_container(rootfs, ready[1], gate);
	need(read(ready[0], &byte, 1) == 1, "ready");
	f = fopen(file_of("pid"), "we");
	snprintf(text, sizeof(text), "%ld", pid);
	need(f && fputs(text, f) >= 0 && fclose(f) == 0, "pid");
	return 0;
}

static int start(void)
{
	int gate = open(file_of("gate"), O_WRONLY | O_CLOEXEC);

	need(gate >= 0 && write(gate, "", 1) == 1 && unlink(file_of("gate")) == 0, "gate");
	return 0;
}

static int delete (void)
{
	char text[16] = "";
	int fd = open(file_of("pid"), O_RDONLY | O_CLOEXEC);
	struct pollfd p = {.events = POLLIN};

	need(fd >= 0 && read(fd, text, sizeof(text) - 1) > 0, "pid");
	p.fd = (int)syscall(SYS_pidfd_open, atoi(text), 0);
	if (p.fd >= 0) {
		syscall(SYS_pidfd_send_signal, p.fd, SIGKILL, NULL, 0);
		poll(&p, 1, 10000);
	}
	unlink(file_of("pid"));
	remove_groups();
	return 0;
}

static int enter(pid_t pid)
{
	int container = (int)syscall(SYS_pidfd_open, pid, 0), pidfd, inside;

	need(container >= 0, "pidfd");
	if (clone_into(0, &pidfd) > 0)
		return wait_for(pidfd);
	enter_groups();
	need(setns(container, KINDS | CLONE_NEWCGROUP) == 0, "setns");
	inside = fork();
	if (inside == 0) {
		need(setsid() >= 0, "session");
		drop_rights();
		execute();
	}
	waitpid(inside, &pidfd, 0);
	_exit(WEXITSTATUS(pidfd));
}

static int add_mounts(const char *dir, int n)
{
	for (int i = 0; i < n; i++)
		need(mount(dir, dir, NULL, MS_BIND, NULL) == 0, dir);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc < 2)
		return 0;
	if (strcmp(argv[1], "pause") == 0)
		return pause();
	if (argc < 4)
		return 2;
	group = argv[3];
	hierarchies = argv + 4;
	if (strcmp(argv[1], "mounts") == 0)
		return add_mounts(argv[2], atoi(argv[3]));
	if (strcmp(argv[1], "run") == 0)
		return run(argv[2]);
	if (strcmp(argv[1], "create") == 0)
		return create(argv[2]);
	if (strcmp(argv[1], "start") == 0)
		return start();
	if (strcmp(argv[1], "delete") == 0)
		return delete ();
	return strcmp(argv[1], "exec") == 0 ? enter(atoi(argv[2])) : 2;
}
