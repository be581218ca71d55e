# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Completes latchkey. Commands and options are what --help lists, hosts those of the configuration.

# Prints what the help of the given words lists: commands, or long options, with "=" where a value follows.
_latchkey_help() {
  local what=$1
  shift
  case $what in
    commands) "$@" --help 2>/dev/null | sed -n '/^Commands:$/,/^$/s/^  \([[:alnum:]-]*\) .*/\1/p' ;;
    options) "$@" --help 2>/dev/null | sed -n 's/^  \(-[[:alnum:]], \)\{0,1\}\(--[[:alnum:]-]*=\{0,1\}\).*/\2/p' ;;
  esac
}

# Prints the hosts: by the names that ssh has for them, or, of those behind Access, by what Access knows.
_latchkey_hosts() {
  local name host through
  while IFS=$'\t' read -r name host through; do
    case $1:$through in
      names:*) printf '%s\n' "$name" ;;
      access:latchkey | access:cloudflared) printf '%s\n' "$host" ;;
    esac
  done < <("$2" hosts list --plain 2>/dev/null)
}

_latchkey_reply() {
  mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur")
}

# Completes the value of an option. Returns 1 where there is nothing to say.
_latchkey_value() {
  case $1 in
    -T | --hostname | --app) _latchkey_reply "$(_latchkey_hosts access "${words[0]}")" ;;
    --before | --after) _latchkey_reply "$(_latchkey_hosts names "${words[0]}")" ;;
    --log-level) _latchkey_reply 'debug info warn error fatal' ;;
    --log-directory) _filedir -d ;;
    --file | --config | --logfile) _filedir ;;
    -L | -H | --listener | --header | --destination | --user | --service-token* | --url) COMPREPLY=() ;;
    *) return 1 ;;
  esac
}

_latchkey_operand() {
  case $* in
    login | logout | token | ssh | tcp | rdp | smb | ssh-config | ssh-gen) _latchkey_reply "$(_latchkey_hosts access "${words[0]}")" ;;
    'hosts show' | 'hosts set' | 'hosts unset' | 'hosts rename' | 'hosts move' | 'hosts remove')
      _latchkey_reply "$(_latchkey_hosts names "${words[0]}")"
      ;;
    'hosts import') _latchkey_reply cloudflared ;;
  esac
}

_latchkey() {
  local cur prev words cword split
  _init_completion -s -n : || return
  local command=() i word
  for ((i = 1; i < cword; i++)); do
    word=${words[i]}
    case $word in
      access) ((${#command[@]})) && break ;;
      --config) ((i++)) ;;
      -*) ;;
      *)
        command+=("$word")
        [[ ${command[0]} == hosts && ${#command[@]} -lt 2 ]] || break
        ;;
    esac
  done
  _latchkey_value "$prev" && return
  $split && return
  if [[ $cur == -* ]]; then
    _latchkey_reply "$(_latchkey_help options "${words[0]}" "${command[@]}")"
    [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *= ]] && compopt -o nospace
  elif ((${#command[@]} == 0)) || [[ ${command[*]} == hosts ]]; then
    _latchkey_reply "$(_latchkey_help commands "${words[0]}" "${command[@]}")"
  else
    _latchkey_operand "${command[@]}"
  fi
  __ltrim_colon_completions "$cur"
} && complete -F _latchkey latchkey
