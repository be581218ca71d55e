# SPDX-License-Identifier: GPL-3.0-or-later
# Completes latchkey. Commands and options are what --help lists, hosts those of the configuration.

# The words before the cursor that say which command it is: none, one, or "hosts" and one.
function __latchkey_command
    set -l tokens (commandline -opc)
    set -l found
    set -l i 2
    while test $i -le (count $tokens)
        switch $tokens[$i]
            case access
                test (count $found) -gt 0; and break
            case --config
                set i (math $i + 1)
            case '-*'
            case '*'
                set -a found $tokens[$i]
                test "$found" = hosts; or break
        end
        set i (math $i + 1)
    end
    string join \n -- $found
end

# By the names that ssh has for them, or, of those behind Access, by what Access knows.
function __latchkey_hosts -a what
    set -l latchkey (commandline -opc)[1]
    $latchkey hosts list --plain 2>/dev/null | while read -l -d \t name host through
        if test "$what" = names
            echo $name
        else if contains -- $through latchkey cloudflared
            echo $host
        end
    end
end

function __latchkey_commands
    set -l latchkey (commandline -opc)[1]
    $latchkey (__latchkey_command) --help 2>/dev/null | string replace -rf '^  ([[:alnum:]][[:alnum:]-]*)  +(.*)$' '$1\t$2'
end

function __latchkey_options
    set -l latchkey (commandline -opc)[1]
    $latchkey (__latchkey_command) --help 2>/dev/null | string replace -rf '^  (?:-\w, )?(--[\w-]+=?)(?:\S+)?(?: VALUE\')?  +(.*)$' '$1\t$2'
end

function __latchkey_values -a option
    switch $option
        case -T --hostname --app
            __latchkey_hosts access
        case --before --after
            __latchkey_hosts names
        case --log-level
            printf '%s\n' debug info warn error fatal
        case --log-directory
            __fish_complete_directories (commandline -ct)
        case --file --config --logfile
            __fish_complete_path (commandline -ct)
        case -L -H --listener --header --destination --user '--service-token*' --url
            # somebody's own words
        case '*'
            return 1
    end
end

function __latchkey_operands
    switch (string join ' ' (__latchkey_command))
        case login logout token ssh tcp rdp smb ssh-config ssh-gen
            __latchkey_hosts access
        case 'hosts show' 'hosts set' 'hosts unset' 'hosts rename' 'hosts move' 'hosts remove'
            __latchkey_hosts names
        case 'hosts import'
            echo cloudflared
        case '' hosts
            __latchkey_commands
    end
end

function __latchkey_complete
    set -l current (commandline -ct)
    set -l tokens (commandline -opc)
    if string match -q -- '--*=*' $current
        set -l option (string split -m 1 = -- $current)[1]
        __latchkey_values $option | string replace -r -- '^' "$option="
    else if not __latchkey_values $tokens[-1]
        if string match -q -- '-*' $current
            __latchkey_options
        else
            __latchkey_operands
        end
    end
end

complete -c latchkey -f -a '(__latchkey_complete)'
