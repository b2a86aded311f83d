/** `block`, `extends`, `include`, `import`: templates that use other templates. */
import { isList, type SourceFile, type Value } from '../../base/index.ts';
import type {
  BlockNode,
  ExtendsNode,
  FromImportNode,
  ImportNode,
  IncludeNode,
} from 'nunjucks/src/nodes.js';
import { fail } from '../values/failure.ts';
import { isSequence } from '../values/kinds.ts';
import { toItems } from '../values/iterate.ts';
import { Callable, Holder, Undefined } from '../values/special.ts';
import { toText } from '../values/text.ts';
import type { Compiler, Level } from './compiler.ts';
import { Output } from './output.ts';
import type { Block, Evaluate, Execute, Program } from './program.ts';
import { Scope, TemplateRun, type Runtime } from './runtime.ts';

/** Compiles a `block`: its body is kept by name, and what stands here runs whoever overrides it. */
export function compileBlock(node: BlockNode, compiler: Compiler): Execute {
  const placeholder: Block = { name: node.name, execute: () => 'next', isRequired: node.required };
  compiler.setBlock(placeholder);
  const wasInBlock = compiler.isInBlock;
  compiler.isInBlock = true;
  // A macro around it does not get `caller`, `varargs` and `kwargs` because a block reads them.
  const execute = compiler.apart(() => compiler.body(node.body.children, 'inner'));
  compiler.isInBlock = wasInBlock;
  compiler.setBlock({ name: node.name, execute, isRequired: node.required });
  return (scope, output) => {
    const { run } = scope;
    if (run.parent !== undefined && scope === run.root) return 'next';
    const outer = node.scoped ? scope : (run.root ?? scope);
    if (node.scoped && scope.hasNames) run.runtime.readAll();
    runBlock(node.name, 0, outer, output);
    return 'next';
  };
}

function runBlock(name: string, depth: number, outer: Scope, output: Output): void {
  const { run } = outer;
  const block = run.blocks.get(name)?.[depth];
  if (block === undefined) return;
  if (block.isRequired && depth === 0) fail('FilterError', `Required block '${name}' not found`);
  const scope = new Scope(run, outer, true);
  scope.set('super', makeSuper(name, depth + 1, outer));
  run.runtime.deeper(() => block.execute(scope, output));
}

function captureBlock(name: string, depth: number, outer: Scope): Value {
  const output = new Output('joined', outer.run.runtime.budget);
  runBlock(name, depth, outer, output);
  return output.finish(outer.run.runtime);
}

function makeSuper(name: string, depth: number, outer: Scope): Value {
  const isThere = outer.run.blocks.get(name)?.[depth] !== undefined;
  if (!isThere) {
    return new Undefined({ name: 'super', hint: `there is no parent block called '${name}'.` });
  }
  return new Holder({
    kind: 'BlockReference',
    describe: () => `<BlockReference '${name}'>`,
    attributes: new Map([['super', () => makeSuper(name, depth + 1, outer)]]),
    invoke: () => captureBlock(name, depth, outer),
  });
}

/** `self`: the blocks of the template as functions. */
function makeSelf(scope: Scope): Holder {
  const attributes = new Map<string, Value>();
  for (const name of scope.run.blocks.keys()) {
    attributes.set(name, new Callable(name, () => captureBlock(name, 0, scope), 'BlockReference'));
  }
  return new Holder({
    kind: 'TemplateReference',
    describe: () => '<TemplateReference None>',
    attributes,
  });
}

/** Runs a whole template, and the templates it extends. */
export function runProgram(run: TemplateRun, scope: Scope, output: Output): void {
  let program = run.program;
  let root = scope;
  for (;;) {
    run.parent = undefined;
    run.root = root;
    if (program.readsSelf) root.set('self', makeSelf(root));
    program.execute(root, output);
    const parent = takeParent(run);
    if (parent === undefined) return;
    run.addBlocks(parent);
    root = new Scope(run, root, true);
    program = parent;
  }
}

/** What `extends` left behind while the template ran. */
function takeParent(run: TemplateRun): Program | undefined {
  return run.parent;
}

/** Compiles `extends`. */
export function compileExtends(node: ExtendsNode, compiler: Compiler): Execute {
  const template = compiler.expression(node.template);
  const place = compiler.place(node);
  compiler.mutates = true;
  return (scope) => {
    const { run } = scope;
    run.runtime.at = place;
    if (run.parent !== undefined) fail('FilterError', 'extended multiple times');
    const parent = load(template(scope), run);
    run.runtime.step();
    run.parent = parent;
    return 'next';
  };
}

function findFile(name: string, runtime: Runtime): SourceFile | undefined {
  const { reader } = runtime.context;
  const folder = runtime.main.path.replace(/[^/]*$/u, '');
  const path = reader.find('templates', name) ?? reader.find('templates', folder + name);
  return path === undefined ? undefined : { path, text: reader.readText(path) };
}

/** Finds and compiles the first of the named templates. */
function load(value: Value, run: TemplateRun): Program {
  const program = findProgram(value, run);
  return program ?? failNotFound(value);
}

function failNotFound(value: Value): never {
  const names = isSequence(value) ? toItems(value).map(toText) : [toText(value)];
  if (names.length === 1) return fail('TemplateNotFound', names.join(''));
  const message =
    names.length === 0
      ? 'Tried to select from an empty list of templates.'
      : `none of the templates given were found: ${names.join(', ')}`;
  return fail('TemplateNotFound', message);
}

function findProgram(value: Value, { runtime, program }: TemplateRun): Program | undefined {
  if (value instanceof Undefined) value.fail();
  const names = isSequence(value) ? toItems(value) : [value];
  for (const name of names) {
    if (name instanceof Undefined) {
      if (isList(value)) continue;
      name.fail();
    }
    const file = findFile(toText(name), runtime);
    if (file !== undefined) return runtime.library.compileFile(file, program.syntax);
  }
  return undefined;
}

/** Compiles `include`. */
export function compileInclude(node: IncludeNode, compiler: Compiler): Execute {
  const template = compiler.expression(node.template);
  const place = compiler.place(node);
  compiler.mutates = true;
  return (scope, output) => {
    const { runtime } = scope.run;
    const value = template(scope);
    runtime.at = place;
    const program =
      findProgram(value, scope.run) ?? (node.ignoreMissing ? undefined : failNotFound(value));
    if (program === undefined) return 'next';
    runtime.deeper(() => {
      const sees = node.withContext ? scope.run.sees : 'globals';
      const run = new TemplateRun(program, runtime, sees);
      runProgram(run, new Scope(run, node.withContext ? scope : undefined), output);
    });
    return 'next';
  };
}

/** Runs a template for what it sets: its macros and variables. */
function importModule(scope: Scope, template: Evaluate, isWithContext: boolean): Holder {
  const { runtime } = scope.run;
  const program = load(template(scope), scope.run);
  const run = new TemplateRun(program, runtime, isWithContext ? scope.run.sees : 'globals');
  const root = new Scope(run, isWithContext ? scope : undefined);
  const output = new Output('text', runtime.budget);
  runtime.deeper(() => {
    runProgram(run, root, output);
  });
  const attributes = new Map<string, Value>();
  for (const name of run.exported) attributes.set(name, root.own().get(name) ?? null);
  return new Holder({
    kind: 'TemplateModule',
    describe: () => toText(output.finish(runtime)),
    attributes,
  });
}

/** Compiles `import x as y`. */
export function compileImport(node: ImportNode, compiler: Compiler, level: Level): Execute {
  const template = compiler.expression(node.template);
  const place = compiler.place(node);
  compiler.mutates = true;
  return (scope) => {
    scope.run.runtime.at = place;
    scope.set(node.target, importModule(scope, template, node.withContext));
    if (level === 'top') scope.run.exported.delete(node.target);
    return 'next';
  };
}

/** Compiles `from x import y`. */
export function compileFromImport(node: FromImportNode, compiler: Compiler, level: Level): Execute {
  const template = compiler.expression(node.template);
  const place = compiler.place(node);
  compiler.mutates = true;
  return (scope) => {
    scope.run.runtime.at = place;
    const module = importModule(scope, template, node.withContext);
    for (const [name, alias] of node.names) {
      const found = module.attributes.get(name);
      const hint = `the template does not export the requested name '${name}'`;
      const value = typeof found === 'function' ? found() : found;
      scope.set(alias, value ?? (value === null ? null : new Undefined({ name, hint, place })));
      if (level === 'top') scope.run.exported.delete(alias);
    }
    return 'next';
  };
}
