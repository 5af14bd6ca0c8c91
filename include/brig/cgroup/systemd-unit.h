/* SPDX-License-Identifier: Apache-2.0 */
/* Talking to systemd over D-Bus: starting and stopping the scope of a container. */
#ifndef BRIG_CGROUP_SYSTEMD_UNIT_H
#define BRIG_CGROUP_SYSTEMD_UNIT_H

#include <sys/types.h>

#include "brig/cgroup/cgroup.h"

/* A property of a unit with the D-Bus type that systemd expects. */
struct cgroup_property {
	const char *name;
	char type; /* b i u x t d s; 'S' is a list of strings (as), 'Y' bytes (ay), 'P' pairs of
		      strings (a(ss)) */
	union {
		uint64_t number; /* b, u, t */
		int64_t integer; /* i, x */
		double real;
		const char *text;
		struct str_list list;
		struct {
			uint8_t *v;
			size_t n;
		} bytes;
		struct {
			struct str_pair *v;
			size_t n, cap;
		} pairs;
	};
};

struct systemd_unit {
	const char *name; /* of the scope */
	bool user;        /* asked of the user's manager rather than of the system's */
	int timeout_ms;   /* for the whole conversation: connecting, asking, the job's end */
};

/* Starts the scope with the process in it and waits until it is there. A scope of this name that is
 * dead and not yet forgotten is waited for. */
bool systemd_start_scope(const struct systemd_unit *u, const struct cgroup_property *v, size_t n,
	pid_t pid, struct err *e) must_check;

/* Tells systemd of other values, until the scope ends; it has written its files when this returns.
 */
bool systemd_set_properties(const struct systemd_unit *u, const struct cgroup_property *v, size_t n,
	struct err *e) must_check;

/* Stops the scope, waits until it is gone, and forgets that it failed. One that is not there is
 * success. */
bool systemd_stop_scope(const struct systemd_unit *u, struct err *e) must_check;

/* Whether brig was built with this. */
bool systemd_is_built(void);

#endif
