/**
 * `kplay check PLAYBOOK…`: everything that can be known to be wrong before a host is touched, all
 * at once: what a run would refuse, and variables that nobody defines or nobody reads.
 */
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { ProblemError, ProblemList, type Problem } from '../../base/index.ts';
import { loadVarsFolder, type VarsFolder } from '../../inventory/index.ts';
import { findUnreachableTags, KEYWORDS } from '../../playbook/index.ts';
import type { VaultReader } from '../../source/index.ts';
import { createTemplates } from '../../template/index.ts';
import { makeActions } from '../actions.ts';
import { EXIT } from '../exit-codes.ts';
import { parseExtraVars } from '../extra-vars.ts';
import { openInventory } from '../inventory/live-inventory.ts';
import { openParts, type LoadRequest, type Parts } from '../load-parts.ts';
import { createMask, type Mask } from '../mask.ts';
import { openVaults } from '../passwords.ts';
import type { PlayArguments } from '../play-options.ts';
import { printProblems } from '../print-problems.ts';
import { makeProjectFiles } from '../project-files.ts';
import { readProject } from '../project.ts';
import { inventorySources, rolesPath } from '../run-settings.ts';
import type { Environment } from '../settings/environment.ts';
import { loadSettings } from '../settings/settings.ts';
import type { HostDirectory } from '../../vars/index.ts';
import { templateSettings } from '../template-settings.ts';
import { findUnknown, findUnknownLookups, findUnused } from './compare.ts';
import { countWords } from './count-words.ts';
import { Findings } from './findings.ts';
import { checkIncludes } from './follow-includes.ts';
import { findUnknownPatterns } from './patterns.ts';
import { defineVars, type WalkPlace, type WalkTools } from './walk-context.ts';
import { walkPlaybook } from './walk-tasks.ts';

interface Check {
  readonly request: LoadRequest;
  readonly vault: VaultReader;
  readonly problems: ProblemList;
  readonly findings: Findings;
  readonly sources: readonly string[];
}

async function collect(problems: ProblemList, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    for (const problem of error.problems) problems.add(problem);
  }
}

/** What was loaded of it. */
type Project = Pick<Parts, 'templates' | 'playbooks'>;

/** What a run would refuse. @returns the renderer, with the user's own parts where they load */
async function checkProject({ request, vault, problems }: Check): Promise<Project> {
  let project: Project = {
    templates: createTemplates(templateSettings(request.settings)),
    playbooks: [],
  };
  await collect(problems, async () => {
    const parts = await openParts(request, vault);
    project = { ...project, templates: parts.templates };
    const check = { actions: parts.actions, templates: parts.templates, hasValues: true };
    const read = await readProject(request.args.playbook, parts.opened, check);
    project = { ...project, playbooks: read.playbooks };
    for (const one of read.problems) problems.add(one);
    const tags = { only: request.args.tags, skip: request.args.skipTags };
    for (const one of findUnreachableTags(project.playbooks, tags, parts.opened.project))
      problems.add(one);
    for (const one of await checkIncludes(project.playbooks, { opened: parts.opened, check }))
      problems.add(one);
  });
  return project;
}

function defineFolder({ groups, hosts }: VarsFolder, { findings }: Check, place: WalkPlace): void {
  for (const [name, { maps, problems }] of [...groups, ...hosts]) {
    if (problems.length > 0) findings.unknown.add(`variables of ${name} that cannot be read`);
    for (const map of maps) defineVars(map, 'inventory', place);
  }
}

/** Variables of every host and group, whether a play is for them or not. */
async function walkInventory(check: Check, place: WalkPlace): Promise<HostDirectory | undefined> {
  let read: HostDirectory | undefined;
  const { request, vault, sources, problems, findings } = check;
  const { settings, env, args } = request;
  const extraVars = parseExtraVars(args.extraVars, vault);
  defineVars(extraVars, 'extra vars', place);
  const folders = [...new Set(args.playbook.map((path) => dirname(path)))];
  const quiet = { warn: () => undefined, warnOf: () => undefined };
  await collect(problems, async () => {
    const { directory } = await openInventory({
      ...{ sources, limit: undefined, vault, settings, env, extraVars, ...quiet },
      playbookFolders: folders,
    });
    read = directory;
    for (const host of directory.hosts()) {
      for (const map of directory.varsOf(host)) defineVars(map, 'inventory', place);
    }
  });
  if (sources.length === 0) findings.unknown.add('no inventory');
  const beside = sources
    .filter((source) => existsSync(source))
    .flatMap((one) => [one, dirname(one)]);
  for (const folder of new Set([...folders, ...beside])) {
    defineFolder(loadVarsFolder(folder, { vault }), check, place);
  }
  return read;
}

/** Plays for nobody; where hosts and groups come to be while the run goes on, nothing is said. */
function checkPatterns(
  { problems, findings }: Check,
  playbooks: Project['playbooks'],
  directory: HostDirectory | undefined,
): void {
  if (directory === undefined || directory.hosts().length === 0 || findings.makesHosts) return;
  const hosts = playbooks.flatMap(({ plays }) => plays.map((play) => play.hosts));
  for (const problem of findUnknownPatterns(hosts, directory)) problems.add(problem);
}

async function checkVariables(check: Check, { templates, playbooks }: Project): Promise<void> {
  const { request, vault, findings, problems } = check;
  const builtin = makeActions();
  const tools: WalkTools = {
    findings,
    problems,
    templates,
    files: makeProjectFiles({ warn: () => undefined, vault, written: new Map() }),
    rolesPath: rolesPath(request.settings),
    isBuiltin: (name) => builtin.resolve(name) !== undefined || KEYWORDS.has(name),
    done: new Set(),
  };
  const folder = dirname(request.args.playbook[0] ?? '.');
  const place: WalkPlace = { tools, playbookFolder: folder, role: undefined, folder, isSure: true };
  const directory = await walkInventory(check, place);
  for (const path of request.args.playbook) if (existsSync(path)) walkPlaybook(path, { tools });
  checkPatterns(check, playbooks, directory);
  for (const problem of findUnknown(findings, findings.unknown.size > 0)) problems.add(problem);
  for (const problem of findUnknownLookups(findings, templates)) problems.add(problem);
  const places = request.args.playbook
    .map((path) => dirname(path))
    .filter((path) => existsSync(path));
  const own = existsSync('ansible.cfg') || existsSync('roles') ? ['.'] : [];
  const words = countWords(
    [...places, ...own, ...findings.roles],
    [...findings.files, ...check.sources],
  );
  const unused = words === undefined ? [] : findUnused(findings, words);
  for (const problem of unused) problems.add(problem);
}

function countOf(count: number, word: string): string {
  return `${String(count)} ${word}${count === 1 ? '' : 's'}`;
}

function describeEnd(files: number, errors: number, warnings: number): string {
  const found =
    errors + warnings === 0
      ? 'nothing wrong'
      : `${countOf(errors, 'error')}, ${countOf(warnings, 'warning')}`;
  return `${countOf(files, 'file')} checked: ${found}\n`;
}

/** Errors first, each kind in the order of files and lines. */
function sortProblems(problems: readonly Problem[]): readonly Problem[] {
  const rank = (problem: Problem): number => Number(problem.isWarning === true);
  const place = ({ span }: Problem): string =>
    `${span?.file.path ?? ''}:${String(span?.start ?? 0).padStart(9, '0')}`;
  return problems.toSorted((one, other) =>
    rank(one) === rank(other) ? (place(one) < place(other) ? -1 : 1) : rank(one) - rank(other),
  );
}

/** What was not looked for, and why: nobody should take silence for an answer. */
function describeCare({ unknown }: Findings): string {
  const [first, ...more] = unknown;
  if (first === undefined) return '';
  const others = more.length === 0 ? '' : ` and ${countOf(more.length, 'more reason')}`;
  return `of variables that nothing defines only misspelled ones are told: ${first}${others}\n`;
}

function report(check: Check, env: Environment, mask: Mask): number {
  const sorted = sortProblems(check.problems.all);
  const errors = sorted.filter((problem) => problem.isWarning !== true);
  if (sorted.length > 0) printProblems(sorted, process.stderr, env, (text) => mask.mask(text));
  process.stdout.write(
    describeEnd(check.findings.files.size, errors.length, sorted.length - errors.length) +
      describeCare(check.findings),
  );
  return errors.length > 0 ? EXIT.error : EXIT.ok;
}

/** Checks playbooks. @returns 1 when there is an error */
export async function runCheckCommand(given: PlayArguments, env: Environment): Promise<number> {
  if (given.playbook.length === 0) {
    process.stderr.write('kplay: name a playbook: kplay check PLAYBOOK.yml -i INVENTORY\n');
    return EXIT.usage;
  }
  const settings = loadSettings(env);
  const mask = createMask();
  const problems = new ProblemList();
  // Values are checked, too, as with --syntax-check.
  const args = { ...given, syntaxCheck: true };
  const vault = await openVaults(args, settings, mask);
  const sources = inventorySources(args.inventory, settings, existsSync);
  const request: LoadRequest = { args, env, settings, emit: () => undefined };
  const check: Check = { request, vault, problems, findings: new Findings(), sources };
  await checkVariables(check, await checkProject(check));
  return report(check, env, mask);
}
