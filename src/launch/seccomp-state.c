/* SPDX-License-Identifier: Apache-2.0 */
/* The container process state of config-linux.md. */
#include "seccomp-state.h"

#include "brig/json/read.h"
#include "brig/json/write.h"

const char *seccomp_state_json(const struct seccomp_plan *p, const struct oci_record *record,
	enum oci_status status, pid_t pid, struct arena *a)
{
	static const char *fds[] = {"seccompFd"};
	const struct oci_state state = {
		.oci_version = record->oci_version,
		.id = record->id,
		.status = status,
		.pid = &record->pid,
		.bundle = record->bundle,
		.annotations = record->annotations,
	};
	const struct oci_seccomp_state whole = {
		.oci_version = record->oci_version,
		.fds = {fds, 1},
		.pid = pid,
		.metadata = p->listener_metadata,
		.state = &state,
	};

	return json_write(a, &whole, &oci_seccomp_state_type, false);
}
