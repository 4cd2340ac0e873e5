/** Shells there is a completion script for. */
export const COMPLETION_SHELLS = ['bash', 'zsh', 'fish'] as const;

export type CompletionShell = (typeof COMPLETION_SHELLS)[number];

/**
 * A script that makes `shell` complete command lines of `program`, by asking the program itself:
 * `<program> completion --complete -- <words up to the cursor>` prints what `formatCompletion` says.
 */
export function completionScript(shell: CompletionShell, program: string): string {
  switch (shell) {
    case 'bash':
      return bashScript(program);
    case 'zsh':
      return zshScript(program);
    case 'fish':
      return fishScript(program);
  }
}

/**
 * Bash splits words at `=` and `:`, which have no such meaning here: they are put together again,
 * and what Bash takes for words of their own is removed from the answers. Works from Bash 3.2.
 */
function bashScript(program: string): string {
  return `_${program}_complete() {
  local line="\${COMP_LINE:0:COMP_POINT}" word="" prefix="" words=() index piece
  line="\${line#"\${line%%[![:space:]]*}"}"
  for ((index = 0; index <= COMP_CWORD; index++)); do
    piece="\${COMP_WORDS[index]}"
    if [[ "$line" == [[:space:]]* || ( $index -gt 0 && -z "$line" ) ]]; then
      words+=("$word")
      word=""
      line="\${line#"\${line%%[![:space:]]*}"}"
    fi
    if ((index == COMP_CWORD)); then
      piece="$line"
      prefix="$word"
      case "$piece" in = | :) prefix+="$piece" ;; esac
    fi
    word+="$piece"
    line="\${line:\${#piece}}"
  done
  COMPREPLY=()
  local answer value part="\${word#"$prefix"}"
  while IFS= read -r answer; do
    value="\${answer%%$'\\t'*}"
    if [[ -n "$value" ]]; then
      value="\${value#"$prefix"}"
      [[ "$value" == *[[:space:]]* ]] && printf -v value %q "$value"
      COMPREPLY+=("$value")
    else
      local action=-f path
      [[ "$answer" == *directories ]] && action=-d
      type compopt &>/dev/null && compopt -o filenames
      while IFS= read -r path; do COMPREPLY+=("$path"); done < <(compgen $action -- "$part")
    fi
  done < <(${program} completion --complete -- "\${words[@]:1}" "$word" 2>/dev/null)
  if [[ \${#COMPREPLY[@]} -eq 1 && "\${COMPREPLY[0]}" == *= ]]; then
    type compopt &>/dev/null && compopt -o nospace
  fi
}
complete -F _${program}_complete ${program}
`;
}

function zshScript(program: string): string {
  return `#compdef ${program}
_${program}() {
  local -a answers candidates unfinished
  local answer value paths
  answers=("\${(@f)$(${program} completion --complete -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
  for answer in $answers; do
    value="\${answer%%$'\\t'*}"
    if [[ -z "$value" ]]; then
      paths="\${answer#*$'\\t'}"
    elif [[ "$value" == *= ]]; then
      unfinished+=("$value")
    elif [[ "$answer" == *$'\\t'* ]]; then
      candidates+=("\${value//:/\\:}:\${answer#*$'\\t'}")
    else
      candidates+=("\${value//:/\\:}")
    fi
  done
  (( $#unfinished )) && compadd -S '' -- $unfinished
  (( $#candidates )) && _describe '${program}' candidates
  case "$paths" in
    files) _files ;;
    directories) _files -/ ;;
  esac
}
if [[ "$funcstack[1]" == _${program} ]]; then
  _${program} "$@"
else
  compdef _${program} ${program}
fi
`;
}

function fishScript(program: string): string {
  return `function __${program}_complete
    set -l before (commandline -opc)
    set -l current (commandline -ct)
    for answer in (${program} completion --complete -- $before[2..-1] "$current" 2>/dev/null)
        switch $answer
            case \\tfiles
                __fish_complete_path "$current"
            case \\tdirectories
                __fish_complete_directories "$current" ''
            case '*'
                printf '%s\\n' $answer
        end
    end
end
complete -c ${program} -f -a '(__${program}_complete)'
`;
}
