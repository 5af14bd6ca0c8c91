/* SPDX-License-Identifier: Apache-2.0 */
/* Execution of a further process in a container. */
#ifndef BRIG_LAUNCH_EXEC_H
#define BRIG_LAUNCH_EXEC_H

#include "brig/launch/create.h"
#include "oci.h"

struct exec_options {
	struct create_options common; /* id, pid_file, console_socket, pidfd_socket, preserve_fds */
	const char *process;          /* file with a process object; NULL: that of config.json */
	struct str_list args;         /* the program; empty with process */
	/* The following take precedence over the process object; NULL, empty and false keep its
	 * value. */
	const char *cwd, *apparmor, *process_label;
	const uint32_t *uid, *gid;
	struct u32_list additional_gids; /* added to those of the process object, as is env */
	struct str_list env, caps;
	bool tty, no_new_privs;
	struct str_list cgroups; /* as cgroup_ref_sub() takes them */
	bool detach, ignore_paused;
};

/* Executes a process in a container that is created or running. In the foreground (not detach)
 * waits, copies the terminal and forwards signals. *exit_status is as for runtime_run(). */
bool runtime_exec(struct runtime *rt, const struct exec_options *o, int *exit_status,
	struct err *e) must_check;

#endif
