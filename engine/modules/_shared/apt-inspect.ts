/** What apt and dpkg know of packages, and how old the index is. Reads only. */
import { TaskFailure, type HostReader, type Probe } from '../../host/index.ts';
import { sh } from '../../shell/index.ts';
import { compareVersions, type VersionPair } from './apt-versions.ts';

/** A package as the user named it. */
export interface PackageSpec {
  /** As written, without blanks: `nginx`, `nginx=1.18*`, `libc6:i386`. */
  readonly text: string;
  readonly name: string;
  readonly version: string | undefined;
  /** `name>=version`: a newer one will do. */
  readonly isAtLeast: boolean;
}

export interface PackageState {
  readonly spec: PackageSpec;
  /** Undefined when it is not installed. */
  readonly version: string | undefined;
  /** Removed, but its configuration is still there. */
  readonly hasConfig: boolean;
  /** It is the name of no package, and an installed one provides it. */
  readonly isProvided: boolean;
  /** Newest version that apt would install, when it was asked. */
  readonly candidate: string | undefined;
  /** What is installed is as new as `name>=version` asks for. */
  readonly isNewEnough?: boolean;
}

/** Reads names: separated by commas or as a list, blanks around them dropped, `*` alone ignored. */
export function toPackageSpecs(names: readonly string[]): readonly PackageSpec[] {
  const texts = names.map((name) => name.trim()).filter((name) => name !== '' && name !== '*');
  return texts.map((text) => {
    const [name = text, version] = text.split(/>?==?/);
    const isAtLeast = text.startsWith(`${name}>=`);
    return { text: isAtLeast ? name : text, name, version, isAtLeast };
  });
}

function isGlob(name: string): boolean {
  return /[*?[]/.test(name);
}

/** Matches a shell pattern against a whole text. */
export function matchesPattern(pattern: string, text: string): boolean {
  const source = pattern.replaceAll(/[.+^${}()|\\]/g, '\\$&');
  return new RegExp(`^${source.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(text);
}

function packageNames(prefix: string): Probe<readonly string[]> {
  return {
    name: 'apt-names',
    script: sh`apt-cache pkgnames ${prefix}`,
    parse: ({ stdout }) =>
      stdout
        .split('\n')
        .filter((name) => name !== '')
        .sort(),
  };
}

/** Replaces wildcard names by what the index has. @throws TaskFailure when nothing matches */
export async function expandGlobs(
  specs: readonly PackageSpec[],
  host: HostReader,
): Promise<readonly PackageSpec[]> {
  if (!specs.some(({ name }) => isGlob(name))) return specs;
  const expanded = await Promise.all(
    specs.map(async (spec) => {
      if (!isGlob(spec.name)) return [spec];
      const prefix = /^[^*?[]*/.exec(spec.name)?.[0] ?? '';
      const names = await host.ask(packageNames(prefix));
      const matching = names.filter((name) => matchesPattern(spec.name, name));
      if (matching.length === 0) {
        throw new TaskFailure(`No package(s) matching '${spec.text}' available`);
      }
      return matching.map((name) => {
        const text = spec.version === undefined ? name : `${name}=${spec.version}`;
        return { ...spec, text, name };
      });
    }),
  );
  return expanded.flat();
}

interface Installed {
  readonly status: string;
  readonly version: string;
}

function installedPackages(names: readonly string[]): Probe<ReadonlyMap<string, Installed>> {
  return {
    name: 'dpkg-status',
    script: sh`command -v dpkg-query >/dev/null 2>&1 || exit 3
dpkg-query -W -f ${FORMAT} -- ${names} 2>/dev/null; true`,
    parse({ rc, stdout }) {
      if (rc === 3) {
        throw new TaskFailure(
          'apt is not on the host; use `package`, or the module of its package manager',
        );
      }
      const found = new Map<string, Installed>();
      for (const line of stdout.split('\n')) {
        const [status = '', name = '', architecture = '', version = ''] = line.split('|');
        if (name === '') continue;
        const isBetter = status.startsWith('ii') || !found.has(name);
        if (isBetter) found.set(name, { status, version });
        found.set(`${name}:${architecture}`, { status, version });
      }
      return found;
    },
  };
}

const FORMAT = '${db:Status-Abbrev}|${Package}|${Architecture}|${Version}\\n';
const PROVIDES = '${db:Status-Abbrev}|${Provides}\\n';

function providedNames(): Probe<ReadonlySet<string>> {
  return {
    name: 'dpkg-provides',
    script: sh`dpkg-query -W -f ${PROVIDES} 2>/dev/null; true`,
    parse: ({ stdout }) =>
      new Set(
        stdout.split('\n').flatMap((line) => {
          const [status = '', provides = ''] = line.split('|');
          if (!status.startsWith('ii')) return [];
          return provides.split(',').map((name) => name.trim().split(' ')[0] ?? '');
        }),
      ),
  };
}

/** Of these names, those of no package of their own that an installed one provides. */
async function findProvided(
  names: readonly string[],
  host: HostReader,
): Promise<readonly string[]> {
  if (names.length === 0) return [];
  const all = await host.ask(providedNames());
  const provided = names.filter((name) => all.has(name));
  if (provided.length === 0) return [];
  const real = await host.ask(candidates(provided, undefined));
  return provided.filter((name) => !real.has(name));
}

function candidates(
  names: readonly string[],
  release: string | undefined,
): Probe<ReadonlyMap<string, string>> {
  const target = release === undefined ? [] : ['-t', release];
  return {
    name: 'apt-policy',
    script: sh`LC_ALL=C apt-cache ${target} policy ${names}`,
    parse({ stdout }) {
      const found = new Map<string, string>();
      let name = '';
      for (const line of stdout.split('\n')) {
        if (/^\S.*:$/.test(line)) name = line.slice(0, -1);
        const candidate = /^ {2}Candidate: (\S+)/.exec(line)?.[1];
        if (candidate !== undefined && candidate !== '(none)') found.set(name, candidate);
      }
      return found;
    },
  };
}

/** What else is asked beside dpkg's own state. */
export interface PackagesQuestion {
  readonly needsCandidates: boolean;
  readonly release: string | undefined;
  readonly needsProvides: boolean;
}

/** Looks at packages; names that are not installed cost a second question. */
export async function inspectPackages(
  names: readonly string[],
  host: HostReader,
  question: PackagesQuestion,
): Promise<readonly PackageState[]> {
  const specs = await expandGlobs(toPackageSpecs(names), host);
  if (specs.length === 0) return [];
  const plain = specs.map(({ name }) => name);
  const needsCandidates = question.needsCandidates || specs.some(({ isAtLeast }) => isAtLeast);
  const [installed, newest] = await Promise.all([
    host.ask(installedPackages(plain)),
    needsCandidates ? host.ask(candidates(plain, question.release)) : undefined,
  ]);
  const missing = plain.filter((name) => installed.get(name)?.status.startsWith('ii') !== true);
  const provided = question.needsProvides ? await findProvided(missing, host) : [];
  const states = specs.map((spec) => {
    const found = installed.get(spec.name);
    const isInstalled = found?.status[1] === 'i';
    return {
      spec,
      version: isInstalled ? found.version : undefined,
      hasConfig: found?.status[1] === 'c',
      isProvided: !isInstalled && provided.includes(spec.name),
      candidate: newest?.get(spec.name),
    };
  });
  return judgeVersions(states, host);
}

/** Asks dpkg about `name>=version`. @throws TaskFailure when apt has nothing as new */
async function judgeVersions(
  states: readonly PackageState[],
  host: HostReader,
): Promise<readonly PackageState[]> {
  const toPair = (have: string | undefined, { spec }: PackageState): readonly VersionPair[] =>
    spec.isAtLeast && have !== undefined ? [{ have, want: spec.version ?? '' }] : [];
  const pairs = states.flatMap((one) => [
    ...toPair(one.version, one),
    ...toPair(one.candidate, one),
  ]);
  const isEnough = await compareVersions(pairs, host);
  return states.map((one) => {
    if (!one.spec.isAtLeast) return one;
    const isNewEnough = toPair(one.version, one).some(isEnough);
    if (!isNewEnough && !toPair(one.candidate, one).some(isEnough) && one.candidate !== undefined) {
      const { name, version = '' } = one.spec;
      throw new TaskFailure(`no available installation candidate for ${name}>=${version}`);
    }
    return { ...one, isNewEnough };
  });
}

/** A .deb file on the host. */
export interface DebFile {
  readonly name: string;
  readonly version: string;
  /** -1 older than the file, 0 the same, 1 newer; undefined when it is not installed. */
  readonly installed: -1 | 0 | 1 | undefined;
}

/** Reads a .deb; a URL is fetched to a temporary file that is gone again afterwards. */
export function debFile(source: string): Probe<DebFile> {
  const isRemote = /^(https?|ftp):\/\//.test(source);
  const fetch = isRemote
    ? sh`d=$(mktemp -d) || exit
trap 'rm -rf "$d"' EXIT
f=$d/package.deb
{ curl -fsSL -o "$f" -- ${source} 2>/dev/null || wget -q -O "$f" -- ${source}; } || exit 4`
    : sh`f=${source}
[ -r "$f" ] || exit 5`;
  return {
    name: 'deb-file',
    script: sh`${fetch}
n=$(dpkg-deb -f "$f" Package) || exit 6
v=$(dpkg-deb -f "$f" Version) || exit 6
i=$(dpkg-query -W -f ${'${db:Status-Abbrev}${Version}'} -- "$n" 2>/dev/null)
c=
case $i in
  ii*) i=$(dpkg-query -W -f ${'${Version}'} -- "$n")
    if dpkg --compare-versions "$i" eq "$v"; then c=0
    elif dpkg --compare-versions "$i" lt "$v"; then c=-1; else c=1; fi ;;
esac
printf '%s\n%s\n%s\n' "$n" "$v" "$c"`,
    parse({ rc, stdout, stderr }) {
      if (rc !== 0) {
        throw new TaskFailure(
          rc === 4
            ? `Failure downloading ${source}`
            : `Unable to install package: ${source}: ${stderr.trim() || 'no such file'}`,
        );
      }
      const [name = '', version = '', compared = ''] = stdout.split('\n');
      const installed =
        compared === '' ? undefined : compared === '0' ? 0 : compared === '1' ? 1 : -1;
      return { name, version, installed };
    },
  };
}
