# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# What the files about mounts share: a mount more in the config, and how the container sees it.
# shellcheck disable=SC2016 # jq programs

mount_at() { # DESTINATION TYPE SOURCE OPTION…
	local destination=$1 type=$2 source=$3

	shift 3
	config '.mounts += [{destination: $d, type: $t, source: $s, options: $o}]' --arg d "$destination" \
		--arg t "$type" --arg s "$source" --argjson o "$(jq -nc '$ARGS.positional' --args -- "$@")"
}

# The options of a mount point as the container sees them.
options_of() { # DESTINATION
	run_sh "awk '\$5 == \"$1\" { print \$6, \$7, \$NF }' /proc/self/mountinfo | tail -1"
}
