# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# What the bats files about limits share: the files of the container's group, on v1 and on v2.
# A file that loads it gives the host its controllers back.
# shellcheck disable=SC2034,SC2154 # used by the bats files; set by bats

setup() { limits_begin; }
teardown() { limits_end; }

limits_begin() {
	test_begin
	UNIFIED=$(hierarchy)
	CONTROLLERS=$(cat "$UNIFIED/cgroup.subtree_control" 2> /dev/null || :)
}

# A controller that a limit has had enabled at the root of cgroup2 stays so; the host's is given back.
limits_end() {
	local names name

	test_end
	read -ra names 2> /dev/null < "$UNIFIED/cgroup.subtree_control" || :
	for name in "${names[@]}"; do
		grep -qw "$name" <<< "$CONTROLLERS" ||
			echo "-$name" > "$UNIFIED/cgroup.subtree_control" 2> /dev/null || :
	done
}

# Controllers go by their names of v1. Which version keeps the limits of one:
is_v1() { # CONTROLLER
	[ -d "/sys/fs/cgroup/$1" ]
}

is_v2() { # CONTROLLER
	! is_v1 "$1" && has_controller "${1/blkio/io}"
}

require_limit_controller() { # CONTROLLER
	is_v1 "$1" || is_v2 "$1" || skip "no cgroup controller $1 on this host"
}

need_v1() { # CONTROLLER
	is_v1 "$1" || skip "no hierarchy of cgroup v1 with $1 on this host"
}

need_v2_of() { # CONTROLLER
	is_v2 "$1" || skip "no cgroup v2 with $1 on this host"
}

file_of() { # CONTROLLER V1-FILE V2-FILE
	echo "$(group_dir "$1")/$(is_v1 "$1" && echo "$2" || echo "$3")"
}

value() { # CONTROLLER V1-FILE V2-FILE
	cat "$(file_of "$@")"
}

# The file of the group holds this value.
assert_cgroup_file() { # CONTROLLER V1-FILE V1-VALUE V2-FILE V2-VALUE
	assert_equal "$(is_v1 "$1" && echo "$3" || echo "$5")" "$(value "$1" "$2" "$4")"
}

# The number behind the word in text of "word number" lines, 0 without it.
count_of() { # WORD
	awk -v word="$1" '$1 == word { n = $2 } END { print n + 0 }'
}

quota_and_period() {
	if is_v1 cpu; then
		echo "$(value cpu cpu.cfs_quota_us) $(value cpu cpu.cfs_period_us)"
	else
		value cpu '' cpu.max
	fi
}

resources() { # JQ-VALUE
	config ".linux.resources = ($1)"
}

# create is refused with an error that names the limit and says this.
assert_plan_error() { # PROPERTY WORDS
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches "linux.resources.$1.*$2"
	assert_gone
	assert_equal '' "$(find /sys/fs/cgroup -type d -name "*$ID*")"
}
