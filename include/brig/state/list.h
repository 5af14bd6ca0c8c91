/* SPDX-License-Identifier: Apache-2.0 */
/* The containers below a root directory. */
#ifndef BRIG_STATE_LIST_H
#define BRIG_STATE_LIST_H

#include "brig/base/arena.h"
#include "brig/base/str.h"

/* The ids below root, sorted, in the arena. The list is empty when root does not exist. */
bool container_list(
	struct arena *a, const char *root, struct str_list *ret, struct err *e) must_check;

#endif
