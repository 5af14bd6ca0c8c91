/* SPDX-License-Identifier: Apache-2.0 */
/* mount on the real kernel, each case in a child with a mount namespace of its own; skipped without
 * the right to have one. */
#include "test.h"

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#include "brig/base/fd.h"
#include "brig/base/str.h"
#include "brig/json/read.h"
#include "brig/json/write.h"
#include "brig/mount/apply.h"
#include "brig/mount/device.h"
#include "brig/mount/masked-paths.h"
#include "brig/mount/rootfs.h"
#include "brig/sys/file.h"

#define DEV "{\"destination\":\"/dev\",\"type\":\"tmpfs\",\"options\":[\"mode=755\"]}"
#define PROC "{\"destination\":\"/proc\",\"type\":\"proc\"}"
#define MAPS                                                                \
	"\"uidMappings\":[{\"containerID\":0,\"hostID\":1000,\"size\":9}]," \
	"\"gidMappings\":[{\"containerID\":0,\"hostID\":1000,\"size\":9}]"

struct kernel_case {
	const char *setup;  /* shell, in the bundle, before anything */
	const char *mounts; /* elements of the array */
	const char *linux;  /* more properties of linux, each with a comma in front */
	const char *error;  /* part of the error that is wanted; NULL for none */
	const char *check;  /* shell, in the bundle of the host seen at /host, which must succeed */
};

static struct err why;

static bool apply(const struct kernel_case *k, struct arena *a)
{
	struct report r = {.arena = a};
	struct oci_config c = {0};
	const char *text = arena_printf(a,
		"{\"ociVersion\":\"1.3.0\",\"root\":{\"path\":\"rootfs\"},\"mounts\":[" PROC
		"%s%s],\"linux\":{\"namespaces\":[{\"type\":\"mount\"}]%s}}",
		k->mounts ? "," : "", k->mounts ? k->mounts : "", k->linux ? k->linux : "");
	struct mount_facts f = {.bundle = "/tmp/brig-mount-test"};
	struct rootfs_plan rootfs;
	struct mounts_plan mounts;
	struct devices_plan devices;
	struct masked_paths_plan paths;
	struct mount_fds fds;
	int root;

	if (!json_read(&c, &oci_config_type, text, strlen(text), &r))
		return report_result(&r, &why);
	f.linux = c.linux;
	(void)rootfs_plan(&rootfs, &c, &f, false, &r);
	(void)mounts_plan(&mounts, &c, &f, &r);
	(void)devices_plan(&devices, &c, &f, &r);
	(void)masked_paths_plan(&paths, &c, &r);
	return report_result(&r, &why) && mounts_open(&mounts, -1, a, &fds, &why) &&
	       rootfs_propagate(&rootfs, &why) && sys_chdir(rootfs.path, &why) &&
	       sys_chdir(rootfs.path, &why) && (root = rootfs_open(&rootfs, &why)) >= 0 &&
	       mounts_apply(&mounts, &fds, root, &why) && devices_apply(&devices, root, &why) &&
	       rootfs_pivot(&rootfs, root, &why) && mounts_finish(&mounts, &fds, &why) &&
	       masked_paths_apply(&paths, root, &why) && rootfs_finish(&rootfs, root, &why);
}

/* The bundle is on a tmpfs that only this namespace sees; its rootfs has the host's programs. */
static bool prepare(const struct kernel_case *k)
{
	return system("mount --make-rprivate / && mkdir -p /tmp/brig-mount-test &&"
		      "mount -t tmpfs bundle /tmp/brig-mount-test && cd /tmp/brig-mount-test &&"
		      "mkdir -p rootfs/usr rootfs/etc rootfs/proc rootfs/host outside &&"
		      "for d in bin lib lib64 sbin; do ln -s usr/$d rootfs/$d; done &&"
		      "mount --bind /usr rootfs/usr && mount --bind . rootfs/host") == 0 &&
	       (!k->setup || system(k->setup) == 0);
}

static void run_case(const struct kernel_case *k) __attribute__((noreturn));
static void run_case(const struct kernel_case *k)
{
	struct arena a = {0};
	bool done;

	if (unshare(CLONE_NEWNS) < 0)
		_exit(77);
	if (!prepare(k))
		_exit(3);
	done = apply(k, &a);
	arena_free(&a);
	if (done == (k->error != NULL) || (k->error && !strstr(why.text, k->error))) {
		fprintf(stderr, "# %s\n", done ? "it was carried out" : why.text);
		_exit(1);
	}
	_exit(done && k->check && system(k->check) != 0 ? 2 : 0);
}

static void check(const struct kernel_case *k)
{
	int status;
	pid_t pid = fork();

	if (pid == 0)
		run_case(k);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
		skip();
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

#define IN_BUNDLE "cd /tmp/brig-mount-test && "
#define LINE(dest) "grep ' " dest " ' /proc/self/mountinfo"

static void words_clear_what_is_inherited(void **state)
{
	(void)state;
	check(&(struct kernel_case){
		.setup = IN_BUNDLE "mkdir src && mount -t tmpfs -o ro,nosuid,noexec,noatime x src",
		.mounts = "{\"destination\":\"/a\",\"source\":\"src\",\"options\":"
			  "[\"bind\",\"rw\",\"suid\",\"exec\",\"atime\"]}," DEV,
		.check = LINE("/a") " | grep -q ' /a rw,relatime '",
	});
}

static void recursive_words_reach_submounts(void **state)
{
	(void)state;
	check(&(struct kernel_case){
		.setup = IN_BUNDLE "mkdir -p src/sub && mount -t tmpfs x src/sub",
		.mounts = "{\"destination\":\"/a\",\"source\":\".\",\"options\":"
			  "[\"rbind\",\"rro\",\"rnosuid\"]}," DEV,
		.check = LINE("/a/src/sub") " | grep -q ' ro,nosuid,relatime '",
	});
}

static void mounts_are_id_mapped(void **state)
{
	(void)state;
	check(&(struct kernel_case){
		.mounts = "{\"destination\":\"/a\",\"type\":\"tmpfs\",\"options\":[\"idmap\"]," MAPS
			  "}," DEV,
		.check = "test \"$(stat -c %u:%g /a)\" = 1000:1000",
	});
	check(&(struct kernel_case){
		.mounts =
			"{\"destination\":\"/a\",\"source\":\"/proc\",\"options\":[\"bind\"]," MAPS
			"}," DEV,
		.error = "file system proc cannot be id-mapped",
	});
}

static void root_is_covered(void **state)
{
	(void)state;
	check(&(struct kernel_case){
		.setup = IN_BUNDLE "mkdir new && cp -a rootfs/bin rootfs/lib rootfs/lib64 new &&"
				   "mkdir new/usr new/is-new new/proc",
		.mounts =
			"{\"destination\":\"/\",\"source\":\"new\",\"options\":[\"bind\",\"ro\"]},"
			"{\"destination\":\"/usr\",\"source\":\"/"
			"usr\",\"options\":[\"rbind\"]}," PROC "," DEV,
		.check = "test -d /is-new && ! mkdir /more 2>/dev/null && test -e /dev/null",
	});
}

static void contents_are_copied_up(void **state)
{
	(void)state;
	check(&(struct kernel_case){
		.setup = IN_BUNDLE "mkdir rootfs/etc/d && echo hi >rootfs/etc/d/f &&"
				   "chown 5:6 rootfs/etc/d/f && chmod 4711 rootfs/etc/d/f",
		.mounts = "{\"destination\":\"/etc\",\"type\":\"tmpfs\",\"options\":"
			  "[\"tmpcopyup\",\"ro\"]}," DEV,
		.check = "test \"$(stat -c %u:%g:%a /etc/d/f)\" = 5:6:4711 &&"
			 "test $(cat /etc/d/f) = hi && ! touch /etc/x 2>/dev/null",
	});
}

static void links_of_an_image_stay_inside(void **state)
{
	(void)state;
	check(&(struct kernel_case){
		.setup = IN_BUNDLE "ln -s ../../outside rootfs/dev && ln -s /outside rootfs/l",
		.mounts = "{\"destination\":\"/l/made\",\"type\":\"tmpfs\"}",
		.check = "test -z \"$(ls /host/outside)\" && test -c /outside/null &&"
			 "test -d /outside/made",
	});
	check(&(struct kernel_case){
		.setup = IN_BUNDLE "rmdir rootfs/proc && ln -s etc rootfs/proc",
		.error = "symbolic link",
	});
	check(&(struct kernel_case){
		.setup = IN_BUNDLE "mkdir rootfs/dev && ln -s /etc/passwd rootfs/dev/null",
		.error = "/dev/null",
	});
}

static void a_false_null_is_covered(void **state)
{
	(void)state;
	check(&(struct kernel_case){
		.setup = IN_BUNDLE "mkdir rootfs/dev && echo x >rootfs/dev/null &&"
				   "echo secret >rootfs/etc/key && mkdir rootfs/etc/keys &&"
				   "touch rootfs/etc/keys/a rootfs/etc/list",
		.linux = ",\"maskedPaths\":[\"/etc/key\",\"/etc/keys\",\"/none\"],"
			 "\"readonlyPaths\":[\"/etc/list\"]",
		.check = "test -z \"$(cat /etc/key)\" && test -z \"$(ls /etc/keys)\" &&"
			 "test \"$(stat -c %t:%T /dev/null)\" = 1:3 && ! echo x 2>&- >/etc/list",
	});
}

static void another_file_at_a_device_is_an_error(void **state)
{
	static const char device[] =
		",\"devices\":[{\"type\":\"c\",\"path\":\"/opt/n\",\"major\":1,\"minor\":3}]";

	(void)state;
	check(&(struct kernel_case){
		.setup = IN_BUNDLE "mkdir rootfs/opt && touch rootfs/opt/n",
		.mounts = DEV,
		.linux = device,
		.error = "/opt/n is a regular file, not a character device",
	});
	check(&(struct kernel_case){
		.setup = IN_BUNDLE "mkdir rootfs/opt && mknod rootfs/opt/n c 1 5",
		.mounts = DEV,
		.linux = device,
		.error = "/opt/n is device 1:5, not 1:3",
	});
	check(&(struct kernel_case){
		.mounts = DEV,
		.linux = device,
		.check = "test \"$(stat -c %t:%T:%a /opt/n)\" = 1:3:666",
	});
}

static void what_the_kernel_says_is_told(void **state)
{
	(void)state;
	check(&(struct kernel_case){
		.mounts = "{\"destination\":\"/a\",\"type\":\"tmpfs\",\"options\":[\"foo=1\"]}",
		.error = "mounts[1] tmpfs -> /a: option 'foo=1': Invalid argument "
			 "(tmpfs: Unknown parameter 'foo')",
	});
}

static int finish(void **state)
{
	(void)state;
	rmdir("/tmp/brig-mount-test");
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_clear_what_is_inherited),
		cmocka_unit_test(recursive_words_reach_submounts),
		cmocka_unit_test(mounts_are_id_mapped),
		cmocka_unit_test(root_is_covered),
		cmocka_unit_test(contents_are_copied_up),
		cmocka_unit_test(links_of_an_image_stay_inside),
		cmocka_unit_test(a_false_null_is_covered),
		cmocka_unit_test(another_file_at_a_device_is_an_error),
		cmocka_unit_test(what_the_kernel_says_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, finish);
}
