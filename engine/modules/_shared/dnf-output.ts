/** What dnf, yum and rpm print, as lists of what changed. Pure. */

const INSTALLS = new Set(['Install', 'Upgrad', 'Downgrad', 'Reinstall']);

/** Sections such as `Installing Groups:` name no packages. */
const GROUPS = /\bGroups:$/;

function toVerb(head: string): string | undefined {
  if (GROUPS.test(head)) return undefined;
  const stem = /^([A-Z][a-z]+?)(?:ing|ed)\b.*:$/.exec(head)?.[1] ?? '';
  if (INSTALLS.has(stem)) return 'Installed';
  return stem === 'Remov' ? 'Removed' : undefined;
}

/** Lines below `Installed:`, `Removed:` and their like, as Ansible lists them. */
export function readResults(stdout: string): readonly string[] {
  const results: string[] = [];
  let verb: string | undefined;
  for (const line of stdout.split('\n')) {
    const head = toVerb(line.trim());
    if (head !== undefined) verb = head;
    else if (line.trim() === '' || /^Complete!/.test(line) || GROUPS.test(line)) verb = undefined;
    else if (verb !== undefined) {
      for (const name of line.trim().split(/\s+/)) results.push(`${verb}: ${name}`);
    }
  }
  return results;
}

/** Rows of the table that `--assumeno` prints: a long name has a line of its own. */
export function readForeseen(stdout: string): readonly string[] {
  const results: string[] = [];
  let [verb, name]: (string | undefined)[] = [];
  for (const line of stdout.split('\n')) {
    const words = line.trim().split(/\s+/);
    if (line.trim() === '') verb = undefined;
    else if (!line.startsWith(' ')) verb = toVerb(line);
    else if (verb === undefined) name = undefined;
    else if (words.length === 1) [name] = words;
    else {
      const [found, arch, version] = name === undefined ? words : [name, ...words];
      results.push(`${verb}: ${found}-${version}.${arch}`);
      name = undefined;
    }
  }
  return results;
}

function toNames(list: string): readonly string[] {
  return list
    .split('\n')
    .filter((name) => name !== '' && !name.startsWith('gpg-pubkey-'))
    .sort();
}

/** A dry run that would only mark groups, for all of their packages are as they should be. */
export function isOfGroupsOnly(dry: string): boolean {
  const hasGroups = dry.split('\n').some((line) => GROUPS.test(line));
  return hasGroups && readForeseen(dry).length === 0;
}

/** What came and what went between two lists of rpm. */
export function compareLists(before: string, after: string): readonly string[] {
  const [old, fresh] = [toNames(before), toNames(after)];
  const [wasThere, isThere] = [new Set(old), new Set(fresh)];
  return [
    ...fresh.filter((name) => !wasThere.has(name)).map((name) => `Installed: ${name}`),
    ...old.filter((name) => !isThere.has(name)).map((name) => `Removed: ${name}`),
  ];
}

/** Names that no repository has. */
export function findFailures(said: string): readonly string[] {
  const names = said.matchAll(/No match for argument: (\S+)|No package (\S+) available/g);
  return [...new Set([...names].map((match) => match[1] ?? match[2] ?? ''))].map(
    (name) => `No package ${name} available.`,
  );
}

/** Why it cannot be done, in Ansible's words where it has some; undefined when nothing is said. */
export function findError(said: string): string | undefined {
  if (/No match for argument|Unable to find a match|No package .* available/.test(said))
    return 'Failed to install some of the specified packages';
  const [, error] = /(?:^|\n)Error: ?([^]*)/.exec(said.replaceAll(/\(try to add .*/g, '')) ?? [];
  const reason = error?.trimEnd();
  return reason?.startsWith('\n') === true ? `Depsolve Error occurred: ${reason}` : reason;
}
