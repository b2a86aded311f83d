/** What unarchive has to do: for an archive that was looked at, and for one that must be brought. */
import { TaskFailure, type Step, type StepOutcome } from '../../host/index.ts';
import { joinSh, sh } from '../../shell/index.ts';
import type { Change, ControllerFile, Plan } from '../contract.ts';
import {
  lookAtArchive,
  openArchive,
  setArchiveAttributes,
  unpackArchive,
  type ArchiveLook,
  type UnpackWish,
} from './archive.ts';
import type { MemberStat } from './archive-members.ts';
import { toDownloadStep, type DownloadTool, type RequestParams } from './download.ts';
import type { FileParams } from './file-params.ts';
import { baseName } from './host-path.ts';
import type { PathState } from './path-state.ts';
import { planAttributes } from './plan-attributes.ts';

export interface UnarchiveParams extends FileParams {
  readonly src: string;
  readonly dest: string;
  readonly remote_src: boolean;
  readonly copy: boolean;
  readonly creates?: string;
  readonly list_files: boolean;
  readonly exclude?: readonly string[];
  readonly include?: readonly string[];
  readonly extra_opts?: readonly string[];
  readonly keep_newer: boolean;
  readonly validate_certs: boolean;
}

/** An archive that is not on the host yet. */
export type FarArchive =
  | { readonly from: 'controller'; readonly file: ControllerFile }
  | { readonly from: 'url'; readonly url: string; readonly tool: DownloadTool };

/** An archive on the host: it can be looked at beforehand. */
export interface NearArchive {
  readonly from: 'host';
  readonly path: string;
  readonly look: ArchiveLook;
  readonly members: readonly MemberStat[];
}

export interface UnarchiveReturns {
  readonly [key: string]: string | number | readonly string[] | undefined;
}

type Work = Pick<Plan<UnarchiveReturns>, 'changes' | 'steps'>;

/** What is taken out, and how. */
export function toWish(params: UnarchiveParams, dest: string): UnpackWish {
  return {
    dest,
    include: params.include ?? [],
    exclude: params.exclude ?? [],
    extra: params.extra_opts ?? [],
    keepsNewer: params.keep_newer,
    owner: params.owner,
    group: params.group,
    mode: params.mode,
  };
}

/** Words for exit codes 69 (no tool) and 70 (no archive) of the look. */
export function toArchiveFailure(rc: number, stderr: string, path: string): TaskFailure {
  if (rc === 69) return new TaskFailure(stderr.trim());
  return new TaskFailure(
    `Failed to find handler for "${path}". ` +
      `Make sure the required command to extract the file is installed.\n${stderr.trim()}`,
  );
}

function planMembers(
  params: UnarchiveParams,
  dest: PathState,
  { members }: NearArchive,
): readonly Change[] {
  return members.flatMap(({ path, stat }) =>
    planAttributes(params, dest, stat).changes.map((change) => ({
      ...change,
      what: `${change.what} of ${path}`,
    })),
  );
}

/** For an archive on the host everything is known beforehand. */
export function planNear(params: UnarchiveParams, dest: PathState, archive: NearArchive): Work {
  const wish = toWish(params, dest.path);
  const unpacked = archive.look.differences.map((line) => ({
    what: 'content',
    before: line,
    after: 'as in the archive',
  }));
  const members = planMembers(params, dest, archive);
  if (unpacked.length + members.length === 0) return { changes: [], steps: [] };
  const script = joinSh([
    sh`a=${archive.path}`,
    openArchive(wish),
    unpacked.length > 0 ? unpackArchive(wish) : sh``,
    setArchiveAttributes(wish),
  ]);
  const title = `unpack ${baseName(archive.path)}`;
  return {
    changes: [...unpacked, ...members],
    steps: [{ do: 'run', title, script, accepts: 'any' }],
  };
}

function toRequest(params: UnarchiveParams, url: string): RequestParams {
  return {
    url,
    timeout: 10,
    validate_certs: params.validate_certs,
    use_proxy: true,
    http_agent: 'ansible-httpget',
    use_netrc: true,
  };
}

function planBringing(params: UnarchiveParams, archive: FarArchive, temp: string): Step {
  if (archive.from === 'controller') {
    const { path, size } = archive.file;
    return {
      do: 'write',
      title: `bring ${baseName(path)}`,
      path: temp,
      content: { from: 'file', path, size },
      attributes: { mode: '0600' },
    };
  }
  return toDownloadStep(archive.tool, toRequest(params, archive.url), {
    dest: temp,
    folder: undefined,
    isConditional: false,
    checksum: undefined,
    mode: '0600',
    owner: undefined,
    group: undefined,
    backup: false,
  });
}

/** An archive from elsewhere is brought, looked at there, unpacked if need be, and removed. */
export function planFar(
  params: UnarchiveParams,
  dest: string,
  archive: FarArchive,
): readonly Step[] {
  const temp = `${dest.replace(/\/$/, '')}/.kplay-archive`;
  const wish = toWish(params, dest);
  const script = sh`a=${temp}
[ -e "$a" ] || exit 66
trap 'rm -f "$a"' EXIT
${lookAtArchive(wish)}
s() { printf '%s\n' "$n" | ( cd -- ${dest} && while IFS= read -r f; do stat -c '%a %u %g' -- "$f" 2>/dev/null; done ); }
if [ -n "$x" ]; then
${unpackArchive(wish)}
fi
o=$(s)
( ${setArchiveAttributes(wish)}
) || exit
[ "$o" = "$(s)" ] || echo 'diff attributes'`;
  const unpack: Step = { do: 'run', title: 'unpack the archive', accepts: 'any', script };
  return [planBringing(params, archive, temp), unpack];
}

/** @throws TaskFailure when bringing or unpacking failed */
export function failUnarchive(outcomes: readonly StepOutcome[], params: UnarchiveParams): void {
  const failed = outcomes.find(({ rc, status }) => rc !== 0 && status !== 'not-run');
  if (failed === undefined) return;
  const { rc, stderr, stdout, message } = failed;
  if (rc === 69 || rc === 70) throw toArchiveFailure(rc, stderr, params.src);
  const status = /^status (\d+)$/m.exec(stdout)?.[1];
  const said = message ?? (stderr.trim() || (status === undefined ? '' : `HTTP status ${status}`));
  throw new TaskFailure(`failed to unpack ${params.src} to ${params.dest}: ${said}`, {
    rc,
    stderr,
  });
}
