/* SPDX-License-Identifier: Apache-2.0 */
/* Mount option words: config.md Linux mount options. */
#ifndef BRIG_SRC_MOUNT_OPTION_H
#define BRIG_SRC_MOUNT_OPTION_H

#include "brig/mount/mount.h"

/* What the words of one mount add up to. */
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

/* Adds one element of the options array; a word that is not in the table is split at its commas
 * (not those between double quotes) and goes to params, or to the table where a part is a word of
 * it. False when there are MOUNT_PROPAGATIONS_MAX propagation words: planning
 * needs room for one more. */
bool options_add(struct options *o, const char *text);

/* "shared", "rslave" and so on for MS_* with MS_REC. */
const char *propagation_word(unsigned long propagation);

/* For tests: the table is in strcmp order. */
bool options_sorted(void);

#endif
