/* SPDX-License-Identifier: Apache-2.0 */
/* Parses mount options (config.md Linux mount options). */
#ifndef BRIG_SRC_MOUNT_OPTION_H
#define BRIG_SRC_MOUNT_OPTION_H

#include "brig/mount/plan.h"

/* The sum of the options of one mount. */
struct options {
	struct arena *arena;
	bool bind, rbind, remount, idmap, ridmap, copy_up;
	unsigned long sb_flags, sb_clear;
	struct mount_flags flags, below;
	unsigned long propagation[MOUNT_PROPAGATIONS_MAX];
	size_t n_propagation;
	struct mount_param *params;
	size_t n_params, cap_params;
};

/* Adds one element of the options array. An element that is no known option is split at its commas
 * (not those between double quotes or after a backslash); each part that is no known option either
 * goes to params. False when there are more than MOUNT_PROPAGATIONS_MAX - 1 options for
 * propagation: planning may add one. */
bool options_add(struct options *o, const char *text);

/* "shared", "rslave" and so on for MS_* with MS_REC. */
const char *propagation_word(unsigned long propagation);

/* For tests: the table is in strcmp order. */
bool options_sorted(void);

#endif
