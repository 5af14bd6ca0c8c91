/* SPDX-License-Identifier: Apache-2.0 */
/* state: ids, lock, record and start socket, and the status derived from them. */
#include "test.h"

#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "brig/json/write.h"
#include "brig/state/container.h"
#include "brig/state/list.h"
#include "brig/state/start-socket.h"
#include "brig/state/status.h"
#include "brig/sys/process.h"

static struct arena arena;
static char root[] = "/tmp/brig-test-state-XXXXXX";

static int make_root(void **state)
{
	(void)state;
	strcpy(strrchr(root, '-'), "-XXXXXX");
	return mkdtemp(root) ? 0 : -1;
}

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

/* Fails when the test has left something in the root, and removes it. */
static int remove_root(void **state)
{
	(void)state;
	arena_free(&arena);
	if (rmdir(root) == 0)
		return 0;
	(void)nftw(root, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
	return -1;
}

static void test_ids(void **state)
{
	static const char *const good[] = {"a", "A-b_c+d.e", "0", "-x", "_", "+"};
	static const char *const bad[] = {"", ".", "..", ".a", "a/b", "a b", "ä", "a\n", "a:b"};
	char long_id[300];
	struct err e;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_true(container_id_check(good[i], &e));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(container_id_check(bad[i], &e));
	memset(long_id, 'a', sizeof(long_id));
	long_id[255] = '\0';
	assert_true(container_id_check(long_id, &e));
	long_id[255] = 'a';
	long_id[256] = '\0';
	assert_false(container_id_check(long_id, &e));
}

static struct oci_record record_of(pid_t pid)
{
	static struct oci_record_hierarchy nowhere;
	static const struct oci_record_cgroup none = {
		.driver = OCI_CGROUP_DRIVER_NONE,
		.path = "",
		.hierarchies = {&nowhere, 0},
	};
	struct sys_process_stat st;
	struct err e;

	assert_true(sys_process_stat(pid, &st, &e));
	return (struct oci_record){
		.oci_version = "1.3.0",
		.id = "c",
		.pid = pid,
		.start_time = st.start_time,
		.bundle = "/b",
		.rootfs = "/b/rootfs",
		.created = "2026-01-01T00:00:00Z",
		.cgroup = &none,
	};
}

/* The status that another command reads. */
static enum oci_status status_for_others(void)
{
	autocontainer struct container c;
	struct err e;

	assert_true(container_open(&c, &arena, root, "c", false, &e));
	return container_status(&c);
}

static void test_lifecycle(void **state)
{
	struct container c;
	struct oci_record record;
	struct err e;
	pid_t pid = fork();
	int socket;

	(void)state;
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL); /* ends also when the test fails */
		pause();
		_exit(0);
	}
	record = record_of(pid);
	assert_true(container_dir_create(&c, &arena, root, "c", &e));
	assert_int_equal(status_for_others(), OCI_STATUS_CREATING);
	socket = start_socket_listen(&c, &e);
	assert_true(socket >= 0);
	record.pid = 0;
	assert_true(container_record(&c, &arena, &record, &e));
	assert_int_equal(status_for_others(), OCI_STATUS_CREATING);
	record.pid = pid;
	assert_true(record_write_tmp(&c, &arena, &record, &e));
	assert_int_equal(status_for_others(), OCI_STATUS_CREATING);
	assert_true(record_rename(&c, &e));
	assert_int_equal(status_for_others(), OCI_STATUS_CREATED);
	/* As after a start that was killed: init has closed the socket, its file still exists. */
	close(socket);
	assert_int_equal(status_for_others(), OCI_STATUS_RUNNING);
	assert_true(start_socket_remove(&c, &e));
	assert_int_equal(status_for_others(), OCI_STATUS_RUNNING);
	kill(pid, SIGKILL);
	while (waitid(P_PID, (id_t)pid, &(siginfo_t){0}, WEXITED | WNOWAIT) < 0)
		;
	assert_int_equal(status_for_others(), OCI_STATUS_STOPPED); /* a zombie */
	waitpid(pid, NULL, 0);
	assert_int_equal(status_for_others(), OCI_STATUS_STOPPED);
	assert_true(container_remove(&c, &e));
	container_close(&c);
}

/* The test's own pid with another start time: a reused pid. */
static void test_reused_pid(void **state)
{
	struct container c, again;
	struct oci_record record = record_of(getpid());
	struct err e;

	(void)state;
	record.start_time++;
	assert_true(container_dir_create(&c, &arena, root, "c", &e));
	assert_true(container_record(&c, &arena, &record, &e));
	assert_true(container_open(&again, &arena, root, "c", false, &e));
	assert_int_equal(again.pidfd, -1);
	assert_int_equal(container_status(&again), OCI_STATUS_STOPPED);
	container_close(&again);
	assert_true(container_remove(&c, &e));
	container_close(&c);
}

static void test_crashed_create(void **state)
{
	struct container c;
	struct err e;

	(void)state;
	assert_true(container_dir_create(&c, &arena, root, "c", &e));
	container_close(&c); /* the kernel releases the lock of a killed process */
	assert_int_equal(status_for_others(), OCI_STATUS_STOPPED);
	assert_true(container_open(&c, &arena, root, "c", true, &e));
	assert_true(container_remove(&c, &e));
	container_close(&c);
}

static void test_twice(void **state)
{
	struct container c, again;
	struct err e;

	(void)state;
	assert_true(container_dir_create(&c, &arena, root, "c", &e));
	assert_false(container_dir_create(&again, &arena, root, "c", &e));
	assert_int_equal(e.code, EEXIST);
	assert_non_null(strstr(e.text, "exists already and is creating"));
	container_close(&again);
	assert_true(container_remove(&c, &e));
	container_close(&c);
}

/* The limit allows a descriptor for the root and none for the state directory. */
static void test_no_descriptor(void **state)
{
	struct rlimit before, few;
	struct container c;
	struct err e;
	int next = dup(STDIN_FILENO);
	bool made;

	(void)state;
	assert_true(next >= 0 && close(next) == 0);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	few = (struct rlimit){.rlim_cur = (rlim_t)next + 1, .rlim_max = before.rlim_max};
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
	made = container_dir_create(&c, &arena, root, "c", &e);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
	assert_false(made);
	assert_int_equal(e.code, EMFILE);
	/* The failed call has left no directory; remove_root() checks that too. */
	assert_true(container_dir_create(&c, &arena, root, "c", &e));
	assert_true(container_remove(&c, &e));
	container_close(&c);
}

static void test_damaged_record(void **state)
{
	struct container c, again;
	struct err e;
	char path[64];
	FILE *f;

	(void)state;
	assert_true(container_dir_create(&c, &arena, root, "c", &e));
	snprintf(path, sizeof(path), "%s/c/state.json", root);
	f = fopen(path, "w");
	fputs("{\"id\":", f);
	fclose(f);
	assert_false(container_open(&again, &arena, root, "c", false, &e));
	assert_non_null(strstr(e.text, "delete --force removes it"));
	container_close(&again);
	assert_true(container_remove(&c, &e));
	container_close(&c);
}

/* Records of older versions had members that no command read: they are skipped. */
static void test_old_record(void **state)
{
	static const char old[] =
		"{\"ociVersion\":\"1.3.0\",\"id\":\"c\",\"pid\":0,\"startTime\":7,\"bundle\":\"/"
		"b\","
		"\"rootfs\":\"/b/rootfs\",\"created\":\"2026-01-01T00:00:00Z\",\"owner\":0,"
		"\"hasPoststart\":false,\"hasPoststop\":true,\"terminal\":true,\"ownMounts\":true,"
		"\"cgroup\":{\"driver\":\"none\",\"path\":\"\",\"slice\":\"a.slice\","
		"\"hierarchies\":[]},\"netDevices\":[{\"host\":\"e\",\"name\":\"f\"}]}";
	static const char current[] =
		"{\"ociVersion\":\"1.3.0\",\"id\":\"c\",\"pid\":0,\"startTime\":7,\"bundle\":\"/"
		"b\","
		"\"rootfs\":\"/b/rootfs\",\"created\":\"2026-01-01T00:00:00Z\",\"owner\":0,"
		"\"hasPoststart\":false,\"hasPoststop\":true,\"ownMounts\":true,"
		"\"cgroup\":{\"driver\":\"none\",\"path\":\"\",\"hierarchies\":[]}}";
	struct container c, again;
	struct err e;
	char path[64];
	FILE *f;

	(void)state;
	assert_true(container_dir_create(&c, &arena, root, "c", &e));
	snprintf(path, sizeof(path), "%s/c/state.json", root);
	f = fopen(path, "w");
	fputs(old, f);
	fclose(f);
	assert_true(container_open(&again, &arena, root, "c", false, &e));
	assert_string_equal(json_write(&arena, again.record, &oci_record_type, false), current);
	container_close(&again);
	assert_true(container_remove(&c, &e));
	container_close(&c);
}

static void test_list(void **state)
{
	struct container a, b;
	struct str_list ids;
	struct err e;

	(void)state;
	assert_true(container_list(&arena, "/nowhere/at/all", &ids, &e));
	assert_int_equal(ids.n, 0);
	assert_true(container_dir_create(&b, &arena, root, "b", &e));
	assert_true(container_dir_create(&a, &arena, root, "a", &e));
	assert_true(container_list(&arena, root, &ids, &e));
	assert_int_equal(ids.n, 2);
	assert_string_equal(ids.v[0], "a");
	assert_string_equal(ids.v[1], "b");
	assert_true(container_remove(&a, &e) && container_remove(&b, &e));
	container_close(&a);
	container_close(&b);
}

static void test_state_json(void **state)
{
	static struct str_pair pairs[] = {{"k", "v"}};
	struct oci_record record = record_of(getpid());
	char expected[256];

	(void)state;
	record.annotations = (struct str_map){pairs, 1};
	snprintf(expected, sizeof(expected),
		"{\"ociVersion\":\"1.3.0\",\"id\":\"c\",\"status\":\"running\",\"pid\":%d,"
		"\"bundle\":\"/b\",\"annotations\":{\"k\":\"v\"}}",
		getpid());
	assert_string_equal(
		container_state_json(&record, &arena, OCI_STATUS_RUNNING, false), expected);
	assert_non_null(strstr(
		container_state_json(&record, &arena, OCI_STATUS_STOPPED, true), "\"pid\": 0"));
	assert_non_null(strstr(container_state_json(&record, &arena, OCI_STATUS_STOPPED, true),
		"\"rootfs\": \"/b/rootfs\""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ids),
		cmocka_unit_test_setup_teardown(test_lifecycle, make_root, remove_root),
		cmocka_unit_test_setup_teardown(test_reused_pid, make_root, remove_root),
		cmocka_unit_test_setup_teardown(test_crashed_create, make_root, remove_root),
		cmocka_unit_test_setup_teardown(test_twice, make_root, remove_root),
		cmocka_unit_test_setup_teardown(test_no_descriptor, make_root, remove_root),
		cmocka_unit_test_setup_teardown(test_damaged_record, make_root, remove_root),
		cmocka_unit_test_setup_teardown(test_old_record, make_root, remove_root),
		cmocka_unit_test_setup_teardown(test_list, make_root, remove_root),
		cmocka_unit_test_setup_teardown(test_state_json, make_root, remove_root),
	};

	return cmocka_run_group_tests_name("state", tests, NULL, NULL);
}
