/** What is added to a Vagrantfile so that Vagrant runs kplay. Pure: text in, text out. */

const REQUIRE = 'require_relative "vagrant/kplay"';
const CONFIGURE = /^([ \t]*)Vagrant\.configure\((?:"2"|'2'|2)\) do \|(\w+)\|.*$/m;

/**
 * Adds the provisioner before the end of the `Vagrant.configure` block, and what loads it at the
 * top. What is there already is not added again.
 * @returns undefined when there is no such block
 */
export function addProvisioner(text: string, playbook: string): string | undefined {
  const block = CONFIGURE.exec(text);
  if (block === null) return undefined;
  const [, indent = '', name = 'config'] = block;
  const isLoaded = /^\s*require(?:_relative)? ["'].*\bkplay["']/m.test(text);
  const loading = isLoaded ? text : addRequire(text);
  const isUsed = /\.vm\.provision[ (]+(?::kplay\b|["']kplay["'])|type:\s*:kplay\b/.test(text);
  if (isUsed) return loading;
  const lines = [
    '',
    `${indent}  ${name}.vm.provision :kplay do |kplay|`,
    `${indent}    kplay.playbook = "${playbook}"`,
    `${indent}  end`,
  ];
  return addBeforeEnd(loading, indent, lines);
}

/** Below the magic comments and comments at the top, before the first line of code. */
function addRequire(text: string): string {
  const lines = text.split('\n');
  const first = lines.findIndex((line) => !/^\s*(?:#|$)/.test(line));
  lines.splice(first, 0, REQUIRE, '');
  return lines.join('\n');
}

/** Before the `end` that stands as far left as the block's first line. */
function addBeforeEnd(text: string, indent: string, added: readonly string[]): string {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => CONFIGURE.test(line));
  const end = lines.findIndex((line, index) => index > start && line.trimEnd() === `${indent}end`);
  if (end === -1) return text;
  lines.splice(end, 0, ...added);
  return lines.join('\n');
}
