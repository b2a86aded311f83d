/**
 * Finds every problem that the engine declares: object literals with a `code` and a `message`.
 * Reads source text, because a problem's factory needs arguments that documentation has not.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { parseSync, Visitor, type ESTree } from 'rolldown/utils';
import type { ProblemDoc } from '../../engine/report/index.ts';

type Properties = ReadonlyMap<string, ESTree.Expression>;

/** The text of a string, or of a template without expressions. */
function toPlainText(node: ESTree.Expression | undefined): string | undefined {
  if (node?.type === 'Literal') return typeof node.value === 'string' ? node.value : undefined;
  return node?.type === 'TemplateLiteral' && node.expressions.length === 0
    ? toText(node)
    : undefined;
}

/** Writes an expression that makes text as that text, with `…` where a value comes in. */
function toText(node: ESTree.Expression): string | undefined {
  switch (node.type) {
    case 'TemplateLiteral':
      return node.quasis.map(({ value }) => value.cooked ?? value.raw).join('…');
    case 'ConditionalExpression':
      return toText(node.consequent) ?? toText(node.alternate);
    default:
      return toPlainText(node);
  }
}

function readProperties({ properties }: ESTree.ObjectExpression): Properties {
  return new Map(
    properties.flatMap((entry) =>
      entry.type === 'Property' && entry.key.type === 'Identifier'
        ? [[entry.key.name, entry.value] as const]
        : [],
    ),
  );
}

/** Gives the first sentence of the comment that ends right before a place. */
function describeFactory(text: string, end: number): string | undefined {
  const [, comment] =
    /\/\*\*((?:(?!\*\/)[^])*)\*\/\s*(?:export\s+)?$/.exec(text.slice(0, end)) ?? [];
  const words = comment?.replaceAll(/^\s*\*/gm, '').split(/^\s*@/m)[0];
  return words
    ?.trim()
    .split(/(?<=\.)\s/)[0]
    ?.replaceAll(/\s+/g, ' ');
}

function toProblem(
  properties: Properties,
  room: string,
  description: string | undefined,
): ProblemDoc | undefined {
  const code = toPlainText(properties.get('code'));
  const message = properties.get('message');
  if (code === undefined || message === undefined) return undefined;
  if (!/^[a-z]+(?:-[a-z0-9]+)*$/.test(code)) return undefined;
  const help = properties.get('help');
  return {
    code,
    room,
    message: toText(message) ?? description ?? '',
    help: help === undefined ? undefined : toText(help),
  };
}

function findProblems(path: string, room: string): readonly ProblemDoc[] {
  const text = readFileSync(path, 'utf8');
  if (!text.includes('code:')) return [];
  // Elsewhere the comment of a function is about something else than the problem.
  const isFactory = path.endsWith('problems.ts');
  const around: ESTree.Function[] = [];
  const found: ProblemDoc[] = [];
  const visitor = new Visitor({
    FunctionDeclaration: (node) => around.push(node),
    'FunctionDeclaration:exit': () => around.pop(),
    ObjectExpression: (node) => {
      const factory = isFactory ? around.at(-1) : undefined;
      const description = factory && describeFactory(text, factory.start);
      const problem = toProblem(readProperties(node), room, description);
      if (problem !== undefined) found.push(problem);
    },
  });
  visitor.visit(parseSync(path, text).program);
  return found;
}

/** Lists the declared problems of all rooms; of one code, the first with a message. */
export function findDeclaredProblems(engine: string): readonly ProblemDoc[] {
  const isElsewhere = (name: string): number => Number(!name.endsWith('problems.ts'));
  const files = readdirSync(engine, { recursive: true, encoding: 'utf8' })
    .toSorted()
    .toSorted((left, right) => isElsewhere(left) - isElsewhere(right));
  const problems = files
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => {
      const path = join(engine, name);
      return findProblems(path, relative(engine, path).split(sep)[0] ?? '');
    });
  const byCode = new Map<string, ProblemDoc>();
  for (const problem of problems) {
    const known = byCode.get(problem.code);
    if (known === undefined || known.message === '') byCode.set(problem.code, problem);
  }
  return [...byCode.values()];
}
