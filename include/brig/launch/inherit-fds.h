/* SPDX-License-Identifier: Apache-2.0 */
/* What a caller hands through us to the program: descriptors, and the words about them. */
#ifndef BRIG_LAUNCH_INHERIT_FDS_H
#define BRIG_LAUNCH_INHERIT_FDS_H

#include "brig/base/arena.h"
#include "brig/base/str.h"

struct oci_process;

/* Descriptors 3 to 2 + n: first those that sd_listen_fds(3) tells of, then those of --preserve-fds.
 */
struct inherit_fds {
	unsigned n;
	struct str_list env; /* LISTEN_FDS and so on; empty without such descriptors */
	char *listen_pid;    /* the entry of env with the pid of the program, NULL without */
};

/* Descriptors that our environment announces to this process, and so many more; one that is not
 * open is an error. */
bool inherit_fds_read(
	struct inherit_fds *h, unsigned preserved, struct arena *a, struct err *e) must_check;

/* In the process that will be the program: its pid as it sees it itself. */
void inherit_fds_set_pid(struct inherit_fds *h);

/* Adds to the environment of p, of which the last entry of a name counts. */
void process_add_env(struct oci_process *p, const struct str_list *more, struct arena *a);

#endif
