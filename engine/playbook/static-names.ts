/** Renders what must be known before the run: names of imported files, roles and playbooks. */
import { locateScalar, type Located, type LocatedMap, type Span } from '../base/index.ts';
import type { ParseContext } from './context.ts';
import { varMapsOf } from './effective.ts';

/** Magic variables that are fixed by where a task stands. */
function placeVars(context: ParseContext, span: Span): LocatedMap {
  const { role, project } = context;
  const known: Record<string, string> = {
    playbook_dir: project.files.toAbsolute(context.playbookFolder),
    ...(role === undefined ? {} : { role_path: role.path, role_name: role.name }),
  };
  const entries = Object.entries(known).map(([name, text]) => ({
    key: locateScalar(name, span),
    value: locateScalar(text, span),
  }));
  return { kind: 'map', entries, span };
}

/**
 * Renders text with extra variables and what is written around it: variables of the play, of roles,
 * of blocks and imports, innermost last.
 * @throws ProblemError
 */
export function renderStatic(text: Located, context: ParseContext): string {
  return context.project.renderStatic(text, () => mapsAround(text, context));
}

function mapsAround(text: Located, context: ParseContext): readonly LocatedMap[] {
  const { role } = context;
  const chain = role === undefined ? [] : [...role.chain, role];
  const around = [...context.ancestors].reverse();
  return [
    ...chain.flatMap((one) => one.defaults),
    ...around.flatMap((one) => (one.kind === 'play' ? varMapsOf(one.keywords.get('vars')) : [])),
    ...chain.flatMap((one) => [...one.givenVars, ...one.vars]),
    ...around.flatMap((one) => (one.kind === 'play' ? [] : varMapsOf(one.keywords.get('vars')))),
    ...chain.flatMap((one) => (one.params === undefined ? [] : [one.params])),
    placeVars(context, text.span),
  ];
}
