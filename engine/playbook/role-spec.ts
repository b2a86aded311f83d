/** The argument spec of a role, and the task that checks arguments against it. */
import { findEntry, locateScalar, type Located, type LocatedMap } from '../base/index.ts';
import { textOf, type ParseContext } from './context.ts';
import type { RoleNode, TaskNode } from './nodes.ts';
import { joinPath } from './paths.ts';
import { findPart, readMaps } from './role-files.ts';

/**
 * Finds the argument spec of one entry point of a role: in a file of its own, else in the role's
 * metadata (Ansible's documentation of roles, "Specification format").
 */
function findSpec(path: string, entryPoint: string, context: ParseContext): LocatedMap | undefined {
  const folder = joinPath(path, 'meta');
  const own = findPart(folder, 'argument_specs', context);
  const files = own.length > 0 ? own : findPart(folder, 'main', context);
  const [specs] = readMaps(files, context, 'options');
  const entries = specs && findEntry(specs, 'argument_specs')?.value;
  const spec = entries?.kind === 'map' ? findEntry(entries, entryPoint)?.value : undefined;
  return spec?.kind === 'map' ? spec : undefined;
}

/** The task that checks a role's arguments before its own tasks, when it has a spec. */
export function readSpecTask(
  role: RoleNode,
  entryPoint: string,
  context: ParseContext,
): TaskNode | undefined {
  const spec = findSpec(role.path, entryPoint, context);
  const resolved = context.project.resolveAction('validate_argument_spec');
  if (spec === undefined || resolved === undefined) return undefined;
  const about = textOf(findEntry(spec, 'short_description')?.value);
  const title = `Validating arguments against arg spec '${entryPoint}'`;
  const { span } = role;
  return {
    kind: 'task',
    id: context.nextId(),
    span: findEntry(spec, 'options')?.key.span ?? spec.span,
    name: locateScalar(about === '' ? title : `${title} - ${about}`, span),
    action: { written: 'validate_argument_spec', ...resolved, span },
    args: { map: { kind: 'map', entries: specEntries(spec, entryPoint, role), span } },
    keywords: new Map([['tags', locateScalar('always', span)]]),
    ancestors: context.ancestors,
    role,
    folder: role.path,
    isHandler: false,
  };
}

function specEntries(spec: LocatedMap, entryPoint: string, role: RoleNode): LocatedMap['entries'] {
  const options: Located = findEntry(spec, 'options')?.value ?? {
    kind: 'map',
    entries: [],
    span: spec.span,
  };
  const key = (name: string): LocatedMap['entries'][number]['key'] => locateScalar(name, spec.span);
  const about = [
    ['type', 'role'],
    ['name', role.name.split('.').at(-1) ?? ''],
    ['argument_spec_name', entryPoint],
    // The absolute path, which is known when the task runs.
    ['path', '{{ role_path }}'],
  ] as const;
  const context: LocatedMap = {
    kind: 'map',
    entries: about.map(([name, text]) => ({ key: key(name), value: key(text) })),
    span: spec.span,
  };
  return [
    { key: key('argument_spec'), value: options },
    { key: key('validate_args_context'), value: context },
  ];
}
