/* SPDX-License-Identifier: Apache-2.0 */
/* Calls systemd over D-Bus: starts, changes and stops the scope of a container. */
#ifndef BRIG_CGROUP_SYSTEMD_CLIENT_H
#define BRIG_CGROUP_SYSTEMD_CLIENT_H

#include <stdint.h>
#include <sys/types.h>

#include "brig/base/str.h"

/* A property of a unit, with the D-Bus type that systemd expects. */
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
	bool user;        /* of the user's manager, not of the system's */
	int timeout_ms;   /* for the whole call: connection, request, end of the job */
};

/* Starts the scope with the process in it and waits for the job to end. Waits for a scope of the
 * same name that systemd has not yet removed. */
bool systemd_start_scope(const struct systemd_unit *u, const struct cgroup_property *v, size_t n,
	pid_t pid, struct err *e) must_check;

/* Changes properties until the scope ends. systemd has written the files when the call returns. */
bool systemd_set_properties(const struct systemd_unit *u, const struct cgroup_property *v, size_t n,
	struct err *e) must_check;

/* Stops the scope, waits until it is gone, and resets its failed state. A scope that does not exist
 * is no error. */
bool systemd_stop_scope(const struct systemd_unit *u, struct err *e) must_check;

/* Whether this brig was built with sd-bus. */
bool systemd_is_built(void);

#endif
