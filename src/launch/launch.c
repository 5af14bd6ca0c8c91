/* SPDX-License-Identifier: Apache-2.0 */
/* Data that the runtime and its children share. */
#include "brig/launch/launch.h"

void launch_init(struct launch *l, struct runtime *rt, const struct create_options *o)
{
	*l = (struct launch){
		.rt = rt,
		.o = o,
		.container = {.dir = -1, .pidfd = -1},
		.seccomp = -1,
		.start_socket = -1,
		.sync_fd = -1,
		.root = -1,
	};
}

bool launch_has_hooks(const struct launch *l)
{
	static const enum hook_kind kinds[] = {
		HOOK_PRESTART, HOOK_CREATE_RUNTIME, HOOK_CREATE_CONTAINER, HOOK_POSTSTOP};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (l->plan->hooks.kind[kinds[i]].n > 0)
			return true;
	return false;
}

const char *launch_state(struct launch *l, enum oci_status status)
{
	return container_state_json(&l->record, l->rt->arena, status, false);
}
