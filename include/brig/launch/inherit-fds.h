/* SPDX-License-Identifier: Apache-2.0 */
/* Descriptors of the caller that the program inherits, and the environment variables that announce
 * them. */
#ifndef BRIG_LAUNCH_INHERIT_FDS_H
#define BRIG_LAUNCH_INHERIT_FDS_H

#include "brig/base/arena.h"
#include "brig/base/str.h"

struct oci_process;

/* Descriptors 3 to 2 + n: first those of sd_listen_fds(3), then those of --preserve-fds. */
struct inherit_fds {
	unsigned n;
	struct str_list env; /* LISTEN_FDS and so on; empty without such descriptors */
	char *listen_pid;    /* the entry "LISTEN_PID=N" of env; NULL without such descriptors */
};

/* Reads which descriptors the environment announces to this process, and adds the number of
 * preserved ones. A descriptor that is not open is an error. */
bool inherit_fds_read(
	struct inherit_fds *h, unsigned preserved, struct arena *a, struct err *e) must_check;

/* For the process that will execute the program: sets LISTEN_PID to getpid(). */
void inherit_fds_set_pid(struct inherit_fds *h);

/* Appends to the environment of p. Of several entries with one name the last takes effect. */
void process_add_env(struct oci_process *p, const struct str_list *more, struct arena *a);

#endif
