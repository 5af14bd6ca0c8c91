# SPDX-License-Identifier: Apache-2.0
# Completion for bash. Commands and options come from the output of brig --help.

# Prints the long options of "brig $@", one per line.
_brig_options()
{
	brig "$@" --help 2> /dev/null | sed -n 's/^ *\(-[a-z], \)\{0,1\}\(--[a-z-]*\).*/\2/p'
}

# Prints the argument of option $1 of command $2 as help shows it: "a|b|c", "DIR", "FILE"; "" for none.
_brig_argument()
{
	brig ${2:+"$2"} --help 2> /dev/null |
		sed -n "s/^ *\(-[a-z], \)\{0,1\}$1 \([^ ]\{1,\}\) .*/\2/p; s/^ *$1, --[a-z-]* \([^ ]\{1,\}\) .*/\1/p"
}

_brig_commands()
{
	brig --help 2> /dev/null | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'
}

# Sets command to the command of the line, skipping global options and their values.
_brig_find_command()
{
	local i

	for ((i = 1; i < COMP_CWORD; i++)); do
		case ${COMP_WORDS[i]} in
		--*=*) ;;
		-*) [ -z "$(_brig_argument "${COMP_WORDS[i]}")" ] || i=$((i + 1)) ;;
		*) command=${COMP_WORDS[i]} && return ;;
		esac
	done
}

_brig()
{
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} command="" takes=""

	_brig_find_command
	case $prev in
	-*) takes=$(_brig_argument "$prev" "$command") ;;
	esac
	case $takes in
	DIR) mapfile -t COMPREPLY < <(compgen -d -- "$cur") && return ;;
	FILE | PATH) mapfile -t COMPREPLY < <(compgen -f -- "$cur") && return ;;
	?*) mapfile -t COMPREPLY < <(compgen -W "${takes//|/ }" -- "$cur") && return ;;
	esac
	case $command:$cur in
	*:-*) mapfile -t COMPREPLY < <(compgen -W "$(_brig_options ${command:+"$command"})" -- "$cur") ;;
	: | :* | help:*) mapfile -t COMPREPLY < <(compgen -W "$(_brig_commands)" -- "$cur") ;;
	start:* | state:* | kill:* | delete:* | ps:*)
		mapfile -t COMPREPLY < <(compgen -W "$(brig list --quiet 2> /dev/null)" -- "$cur")
		;;
	esac
}

complete -F _brig brig
