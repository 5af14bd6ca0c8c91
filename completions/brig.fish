# SPDX-License-Identifier: Apache-2.0
# Completion for fish. Commands and options come from the output of brig --help.

# Prints "create<TAB>Create a container …" for each command.
function __brig_commands
	brig --help 2> /dev/null | string match -rg '^  ([a-z]+) +([A-Z].*)$' | paste - -
end

# Prints the command of the line: the first word that is the name of a command.
function __brig_command
	set -l names (__brig_commands | string split -f1 \t)
	for word in (commandline -opc)[2..]
		contains -- $word $names && echo $word && return
	end
	return 1
end

# Prints "--bundle<TAB>directory of the bundle" for each option of the command, or for each global option.
function __brig_options
	brig (__brig_command) --help 2> /dev/null |
		string match -rg '^ +(?:-[a-z], )?(--[a-z-]+)(?: [^ ]+)? +(.*)$' | paste - -
end

complete -c brig -n 'not __brig_command' -f -a '(__brig_commands)'
complete -c brig -n 'string match -q -- "-*" (commandline -ct)' -f -a '(__brig_options)'
complete -c brig -n 'contains -- (__brig_command) start state kill delete ps' -f -a '(brig list --quiet 2> /dev/null)'
complete -c brig -n 'contains -- (__brig_command) help' -f -a '(__brig_commands)'
