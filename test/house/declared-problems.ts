/**
 * Finds every problem that the engine declares: object literals with a `code` and a `message`.
 * Reads source text, because a problem's factory needs arguments that documentation has not.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import ts from 'typescript';
import type { ProblemDoc } from '../../engine/report/index.ts';

/** Writes an expression that makes text as that text, with `…` where a value comes in. */
function toText(node: ts.Expression): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isTemplateExpression(node)) {
    return node.head.text + node.templateSpans.map((span) => `…${span.literal.text}`).join('');
  }
  if (ts.isConditionalExpression(node)) return toText(node.whenTrue) ?? toText(node.whenFalse);
  return undefined;
}

function findProperty(object: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
  const property = object.properties.find((entry) => entry.name?.getText() === name);
  if (property === undefined) return undefined;
  if (ts.isPropertyAssignment(property)) return property.initializer;
  return ts.isShorthandPropertyAssignment(property) ? property.name : undefined;
}

/** Gives the first sentence of the documentation of the function around a node. */
function describeFactory(node: ts.Node): string | undefined {
  for (let at: ts.Node = node; !ts.isSourceFile(at); at = at.parent) {
    if (!ts.isFunctionDeclaration(at)) continue;
    const comment = ts.getJSDocCommentsAndTags(at)[0]?.comment;
    const text = typeof comment === 'string' ? comment : undefined;
    return text?.split(/(?<=\.)\s/)[0]?.replaceAll(/\s+/g, ' ');
  }
  return undefined;
}

function toProblem(
  object: ts.ObjectLiteralExpression,
  room: string,
  isFactory: boolean,
): ProblemDoc | undefined {
  const code = findProperty(object, 'code');
  const message = findProperty(object, 'message');
  if (code === undefined || message === undefined || !ts.isStringLiteralLike(code))
    return undefined;
  if (!/^[a-z]+(?:-[a-z0-9]+)*$/.test(code.text)) return undefined;
  const help = findProperty(object, 'help');
  return {
    code: code.text,
    room,
    message: toText(message) ?? (isFactory ? describeFactory(object) : undefined) ?? '',
    help: help === undefined ? undefined : toText(help),
  };
}

function findProblems(path: string, room: string): readonly ProblemDoc[] {
  const text = readFileSync(path, 'utf8');
  if (!text.includes('code:')) return [];
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  // Elsewhere the comment of a function is about something else than the problem.
  const isFactory = path.endsWith('problems.ts');
  const found: ProblemDoc[] = [];
  const visit = (node: ts.Node): void => {
    const problem = ts.isObjectLiteralExpression(node)
      ? toProblem(node, room, isFactory)
      : undefined;
    if (problem !== undefined) found.push(problem);
    ts.forEachChild(node, visit);
  };
  visit(file);
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
