/**
 * The scripts that teach bash, zsh and fish to ask kplay for words. They only hand over what is
 * typed; what could come next is answered in `answer.ts`.
 */
import { COMPLETE_WORD } from './word.ts';

/** Programs of Ansible that kplay can be called as; completed where they are links to it. */
const SISTERS = [
  ...['ansible', 'ansible-playbook', 'ansible-inventory'],
  ...['ansible-vault', 'ansible-config', 'ansible-doc'],
].join(' ');

// `complete -F` also meets `./kplay` and `/opt/bin/kplay`, which are then who is asked.
const BASH = `# bash completion of kplay. Load it with: source <(kplay completion bash)
_kplay() {
  local program=kplay answer
  [[ $1 == */kplay ]] && program=$1
  COMPREPLY=()
  mapfile -t answer < <("$program" ${COMPLETE_WORD} bash "\${1##*/}" "$COMP_WORDBREAKS" \\
    "\${COMP_LINE:0:COMP_POINT}" 2>/dev/null)
  [[ \${answer[0]} == files ]] && compopt -o filenames
  [[ \${answer[0]} == nospace ]] && compopt -o nospace
  COMPREPLY=("\${answer[@]:1}")
}
complete -F _kplay kplay
for _kplay_name in ${SISTERS}; do
  [[ "$(command -v "$_kplay_name")" -ef "$(command -v kplay)" ]] && complete -F _kplay "$_kplay_name"
done
unset _kplay_name
`;

const ZSH = `#compdef kplay ${SISTERS}
# zsh completion of kplay. Put it into a folder of $fpath as _kplay, or: source <(kplay completion zsh)
_kplay() {
  local program=kplay line kind
  local -a answer values shown
  [[ \${words[1]} == */kplay ]] && program=\${words[1]}
  if [[ \${words[1]:t} == ansible* && ! "$(command -v -- "\${words[1]}")" -ef "$(command -v kplay)" ]]; then
    _default
    return
  fi
  answer=("\${(@f)$("$program" ${COMPLETE_WORD} zsh "\${words[1]:t}" \\
    "\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}" 2>/dev/null)}")
  kind=\${answer[1]}
  for line in "\${(@)answer[2,-1]}"; do
    values+=("\${line%%$'\\t'*}")
    if [[ $line == *$'\\t'* ]]; then
      shown+=("\${line%%$'\\t'*}  -- \${line#*$'\\t'}")
    else
      shown+=("$line")
    fi
  done
  (( \${#values} )) || return 1
  case $kind in
    files) compadd -f -- "\${(@)values}" ;;
    nospace) compadd -S '' -l -d shown -- "\${(@)values}" ;;
    *) compadd -l -d shown -- "\${(@)values}" ;;
  esac
}
if [[ "\${funcstack[1]}" == _kplay ]]; then
  _kplay "$@"
else
  compdef _kplay kplay ${SISTERS}
fi
`;

const FISH = `# fish completion of kplay. Put it into ~/.config/fish/completions/kplay.fish
function __kplay_complete
  set -l words (commandline -opc)
  set -l program kplay
  string match -q '*/kplay' -- $words[1]; and set program $words[1]
  # The word that is typed may begin with a quote that is still open.
  set -l typed (string replace -r "^['\\"]" '' -- (commandline -ct) | string replace -ra '\\\\\\\\(.)' '$1')
  $program ${COMPLETE_WORD} fish (basename $words[1]) $words[2..-1] "$typed" 2>/dev/null | tail -n +2
end
complete -c kplay -f -a '(__kplay_complete)'
for name in ${SISTERS}
  if test (realpath (command -v $name) 2>/dev/null) = (realpath (command -v kplay) 2>/dev/null) 2>/dev/null
    complete -c $name -f -a '(__kplay_complete)'
  end
end
`;

/** The script of each shell. */
export const SCRIPTS: ReadonlyMap<string, string> = new Map([
  ['bash', BASH],
  ['zsh', ZSH],
  ['fish', FISH],
]);
