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
 * and what Bash takes for a word of its own is removed from the answers.
 */
function bashScript(program: string): string {
  return `_${program}_complete() {
  local line="\${COMP_LINE:0:COMP_POINT}" word="" at=0 index piece words=()
  for ((index = 0; index <= COMP_CWORD; index++)); do
    piece="\${COMP_WORDS[index]}"
    if ((index > 0)) && [[ "\${line:at}" != [[:space:]]* ]]; then
      word+="$piece"
    else
      ((index > 0)) && words+=("$word")
      word="$piece"
    fi
    line="\${line:at}"
    line="\${line#"\${line%%[![:space:]]*}"}"
    at=\${#piece}
  done
  local prefix=""
  [[ "$word" == *[=:]* ]] && prefix="\${word%"\${word##*[=:]}"}"
  COMPREPLY=()
  local value rest
  while IFS=$'\\t' read -r value rest; do
    COMPREPLY+=("\${value#"$prefix"}")
  done < <(${program} completion --complete -- "\${words[@]:1}" "$word" 2>/dev/null)
}
complete -F _${program}_complete ${program}
`;
}

function zshScript(program: string): string {
  return '';
}

function fishScript(program: string): string {
  return '';
}
