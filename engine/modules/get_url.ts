/** get_url: fetches a file from a server on the host itself, checks it, puts it in place whole. */
import type { Value } from '../base/index.ts';
import { TaskFailure, type HostReader, type Step, type StepOutcome } from '../host/index.ts';
import { resolveChecksum, urlFileName, type Checksum } from './_shared/checksum.ts';
import {
  describeStatus,
  downloadTool,
  parseDownload,
  toDownloadStep,
  type DownloadTool,
  type RequestParams,
} from './_shared/download.ts';
import { fileReturns, refuseAttributes, type FileParams } from './_shared/file-params.ts';
import { getUrlParams } from './_shared/get-url-params.ts';
import { joinPath, parentOf, toHostPath } from './_shared/host-path.ts';
import { pathState, type PathState } from './_shared/path-state.ts';
import { planAttributes, type AttributesPlan } from './_shared/plan-attributes.ts';
import { toScalarText } from './_shared/python-json.ts';
import { toAttributesStep } from './_shared/write-file.ts';
import { defineModule, type Change, type Plan } from './contract.ts';

interface GetUrlParams extends FileParams, Omit<RequestParams, 'headers'> {
  readonly dest: string;
  readonly headers?: Readonly<Record<string, Value>>;
  readonly checksum: string;
  readonly force: boolean;
  readonly backup: boolean;
  readonly tmp_dest?: string;
  readonly use_gssapi: boolean;
  readonly unredirected_headers?: readonly string[];
}

interface GetUrlState {
  readonly dest: PathState;
  /** `dest` named a directory; then the file is fetched again whatever its time. */
  readonly isBelow: boolean;
  readonly checksum: Checksum | undefined;
  /** SHA-1 of the file that will be replaced. */
  readonly oldSum: string | undefined;
  readonly tool: DownloadTool | undefined;
  readonly request: RequestParams;
  readonly isCheckMode: boolean;
}

interface GetUrlReturns {
  readonly [key: string]: string | number | null | undefined;
}

function toRequest(params: GetUrlParams): RequestParams {
  const headers = Object.entries(params.headers ?? {}).map(
    ([name, value]) => [name, toScalarText(value)] as const,
  );
  return { ...params, headers: Object.fromEntries(headers) };
}

function refuse(params: GetUrlParams): void {
  refuseAttributes(params, 'for downloads');
  if (params.use_gssapi) {
    throw new TaskFailure(
      '`use_gssapi` is not supported by kplay; use `command: curl --negotiate`',
    );
  }
  if ((params.unredirected_headers ?? []).length > 0) {
    throw new TaskFailure(
      '`unredirected_headers` is not supported by kplay; fetch from the final URL',
    );
  }
}

const ALGORITHMS = ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'] as const;

/** The file that `dest` means: below it when it is a directory. */
async function findDestination(
  params: GetUrlParams,
  host: HostReader,
  checksum: Checksum | undefined,
): Promise<Pick<GetUrlState, 'dest' | 'isBelow'>> {
  const { owner, group } = params;
  const algorithm = ALGORITHMS.find((name) => name === checksum?.algorithm) ?? 'sha1';
  const question = { owner, group, checksum: algorithm };
  const path = await toHostPath(host, params.dest);
  const below = joinPath(path, urlFileName(params.url));
  const state = path.endsWith('/') ? undefined : await host.ask(pathState(path, question));
  return state === undefined || state.target?.kind === 'directory'
    ? { dest: await host.ask(pathState(below, question)), isBelow: true }
    : { dest: state, isBelow: false };
}

function isThere(
  { dest, checksum }: Pick<GetUrlState, 'dest' | 'checksum'>,
  isForced: boolean,
): boolean {
  return !isForced && checksum !== undefined && dest.checksum === checksum.digest;
}

/** What the file should hash to. @throws TaskFailure that names the file, as Ansible's does */
async function findChecksum(
  { checksum, url, dest }: GetUrlParams,
  request: RequestParams,
  host: HostReader,
  tool: () => Promise<DownloadTool>,
): Promise<Checksum | undefined> {
  try {
    return await resolveChecksum(checksum, request, host, tool);
  } catch (error) {
    if (!(error instanceof TaskFailure)) throw error;
    const named = { url, dest, checksum_src: null, checksum_dest: null };
    throw new TaskFailure(error.message, { ...named, ...error.returns });
  }
}

/** The SHA-1 of what stands there, where another hash was compared. */
async function findOldSum(
  host: HostReader,
  dest: PathState,
  checksum: Checksum | undefined,
): Promise<string | undefined> {
  const isKnown = checksum === undefined || checksum.algorithm === 'sha1';
  if (isKnown || dest.checksum === undefined || dest.checksum === checksum.digest)
    return dest.checksum;
  return (await host.ask(pathState(dest.path, { checksum: 'sha1' }))).checksum;
}

const NOTHING = { changes: [], steps: [] };

function planOwn(path: string, attributes: AttributesPlan): Pick<Plan<never>, 'changes' | 'steps'> {
  const { changes } = attributes;
  return { changes, steps: changes.length === 0 ? [] : [toAttributesStep(path, attributes)] };
}

function checkParent(dest: PathState, returns: GetUrlReturns, isCheckMode: boolean): void {
  const parent = parentOf(dest.path);
  const isMissing = dest.target === undefined && dest.ancestor !== parent;
  if (isMissing && !isCheckMode)
    throw new TaskFailure(`Destination ${parent} does not exist`, returns);
}

/** Empty when only the server can tell whether the file is new. */
function planContent(
  { url }: GetUrlParams,
  { dest, checksum }: GetUrlState,
  isNew: boolean,
): readonly Change[] {
  if (!isNew && checksum === undefined) return [];
  return [{ what: 'content', before: dest.checksum ?? null, after: checksum?.digest ?? url }];
}

function planDownload(
  params: GetUrlParams,
  { dest, isBelow, checksum, tool, request }: GetUrlState & { readonly tool: DownloadTool },
  { returns, attributes }: AttributesPlan,
): Step {
  return toDownloadStep(tool, request, {
    // A link is replaced, and what it leads to stays.
    dest: dest.path,
    folder: params.tmp_dest,
    isConditional: dest.target !== undefined && !isBelow && !params.force && checksum === undefined,
    checksum,
    mode: returns.mode,
    owner: attributes.owner,
    group: attributes.group,
    backup: params.backup,
  });
}

function failDownload(outcome: StepOutcome, returns: GetUrlReturns, checksum: string): void {
  const answer = parseDownload(outcome);
  const { url, dest, checksum_dest = null } = returns;
  const elapsed = Math.round((outcome.endedAt - outcome.startedAt) / 1000);
  const named = { url, dest, elapsed };
  const more = answer.status === 0 ? named : { ...named, status_code: answer.status };
  switch (answer.rc) {
    case 0:
      return;
    case 65:
      throw new TaskFailure(
        `The checksum for ${String(dest)} did not match ${checksum.replace(/^.*?:/, '')}; it was ${answer.wrongDigest ?? ''}.`,
        { ...named, checksum_src: answer.sha1, checksum_dest },
      );
    case 67:
      throw new TaskFailure(`Request failed: ${answer.complaint}`, more);
    case 68:
      throw new TaskFailure('Request failed', { ...more, response: describeStatus(answer.status) });
    default:
      throw new TaskFailure(`Could not write ${String(dest)}: ${answer.complaint}`, more);
  }
}

function describeFetched(
  { sha1, md5, size }: ReturnType<typeof parseDownload>,
  oldSum: string | number | null,
): GetUrlReturns {
  return { checksum_dest: oldSum, checksum_src: sha1, md5sum: md5, size };
}

export default defineModule({
  name: 'get_url',
  collection: 'ansible.builtin',
  summary: 'Downloads a file to a host.',
  notes: ['Runs curl or wget on the host. With a matching checksum nothing is requested.'],
  params: { properties: getUrlParams, required: ['url', 'dest'] },
  returns: {
    ...fileReturns,
    url: { type: 'string', description: 'The URL.' },
    msg: { type: 'string', description: 'What the server said, or that the file was there.' },
    status_code: { type: 'integer', description: 'HTTP status.' },
    checksum_src: { type: 'string', description: 'SHA-1 of what was fetched.' },
    checksum_dest: { type: 'string', description: 'SHA-1 of the file before.' },
    md5sum: { type: 'string', description: 'MD5 of what was fetched.' },
    elapsed: { type: 'integer', description: 'Seconds it took.' },
    backup_file: { type: 'string', description: 'Where the old file was kept.' },
  },
  examples: [
    '- get_url:\n    url: https://example.org/kubelet\n    dest: /usr/local/bin/kubelet\n    checksum: sha256:b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c\n    mode: "0755"\n',
  ],
  async inspect(params, host, controller): Promise<GetUrlState> {
    refuse(params);
    const request = toRequest(params);
    const tool = (): Promise<DownloadTool> => host.ask(downloadTool());
    const checksum = await findChecksum(params, request, host, tool);
    const found = await findDestination(params, host, checksum);
    const { dest } = found;
    const state = { ...found, checksum, request, isCheckMode: controller.isCheckMode };
    const isDone = isThere(state, params.force);
    if (isDone) return { ...state, oldSum: undefined, tool: undefined };
    const [oldSum, program] = await Promise.all([findOldSum(host, dest, checksum), tool()]);
    return { ...state, oldSum, tool: program };
  },
  plan(params, state): Plan<GetUrlReturns> {
    const { dest, tool, isCheckMode } = state;
    const isNew = dest.target === undefined;
    const wanted = isNew && isCheckMode ? { mode: params.mode } : params;
    const attributes = planAttributes(wanted, dest, dest.target);
    const returns = { url: params.url, dest: dest.path, ...attributes.returns, state: 'file' };
    const own = isNew ? NOTHING : planOwn(dest.path, attributes);
    if (tool === undefined) {
      const suffix = own.steps.length > 0 ? ' but file attributes changed' : '';
      const msg = `file already exists${suffix}`;
      const sums = { checksum_src: null, checksum_dest: null };
      return { ...own, returns: { ...returns, ...sums, size: dest.target?.size, msg } };
    }
    const named = { url: params.url, dest: dest.path, checksum_dest: null };
    checkParent(dest, named, isCheckMode);
    const content = planContent(params, state, isNew);
    const download = planDownload(params, { ...state, tool }, attributes);
    return {
      certainty: content.length === 0 ? 'unknown' : 'known',
      changes: [...content, ...own.changes],
      steps: [download, ...own.steps],
      returns: { ...returns, checksum_dest: state.oldSum ?? null, size: dest.target?.size },
    };
  },
  settle(params, plan, outcomes) {
    const download = outcomes.find(({ step }) => step.do === 'run');
    if (download === undefined) return { returns: plan.returns };
    failDownload(download, plan.returns, params.checksum);
    const answer = parseDownload(download);
    const elapsed = Math.round((download.endedAt - download.startedAt) / 1000);
    const isSame = answer.status === 304;
    const { checksum_dest: oldSum = null, ...planned } = plan.returns;
    const returns = {
      ...planned,
      status_code: answer.status === 0 ? null : answer.status,
      elapsed,
      msg: isSame ? describeStatus(304) : `OK (${answer.size} bytes)`,
      ...(isSame ? {} : describeFetched(answer, oldSum)),
      ...(answer.backup === undefined ? {} : { backup_file: answer.backup }),
    };
    const isOwnChanged = plan.changes.some(({ what }) => what !== 'content');
    return { returns, isChanged: answer.isMoved || isOwnChanged };
  },
});
