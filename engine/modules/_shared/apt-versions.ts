/** Versions as dpkg orders them: the host's own dpkg is asked, so that nothing is told twice. */
import type { HostReader, Probe } from '../../host/index.ts';
import { joinSh, sh } from '../../shell/index.ts';

/** Two versions of a package: the one that there is, and the one that is asked for. */
export interface VersionPair {
  readonly have: string;
  readonly want: string;
}

const toKey = ({ have, want }: VersionPair): string => `${have} ${want}`;

function atLeast(pairs: readonly VersionPair[]): Probe<ReadonlySet<string>> {
  const tests = pairs.map(
    (pair) =>
      sh`if dpkg --compare-versions ${pair.have} ge ${pair.want}; then echo ${toKey(pair)}; fi`,
  );
  return {
    name: 'apt-versions',
    script: joinSh([...tests, { sh: ':' }]),
    parse: ({ stdout }) => new Set(stdout.split('\n')),
  };
}

/** Tells which versions are at least as new as what is asked for (`name>=version`). */
export async function compareVersions(
  pairs: readonly VersionPair[],
  host: HostReader,
): Promise<(pair: VersionPair) => boolean> {
  const found = pairs.length === 0 ? new Set<string>() : await host.ask(atLeast(pairs));
  return (pair) => found.has(toKey(pair));
}
