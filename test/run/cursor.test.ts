import { describe, expect, it } from 'vitest';
import { Dict, locateScalar } from '../../engine/base/index.ts';
import type { BlockNode, ItemNode, TaskNode } from '../../engine/playbook/index.ts';
import {
  advance,
  comparePaths,
  enterHandlers,
  enterIncludes,
  fail,
  hasRescue,
  instructionAt,
  notify,
  pathOf,
  startCursor,
  stop,
  type Cursor,
} from '../../engine/run/cursor.ts';
import { pickLinear } from '../../engine/run/policy.ts';
import { compileItems, compileProgram } from '../../engine/run/program.ts';

const file = { path: 'site.yml', text: '' };
const span = { file, start: 0, end: 0 };

function task(name: string): TaskNode {
  return {
    kind: 'task',
    id: name,
    span,
    name: locateScalar(name, span),
    action: { written: 'debug', name: 'debug', kind: 'control', span },
    args: { map: { kind: 'map', entries: [], span } },
    keywords: new Map(),
    ancestors: [],
    folder: '.',
    isHandler: false,
  };
}

interface Parts {
  readonly tasks: readonly ItemNode[];
  readonly rescue?: readonly ItemNode[];
  readonly always?: readonly ItemNode[];
}

function block({ tasks, rescue = [], always = [] }: Parts): BlockNode {
  return { kind: 'block', span, tasks, rescue, always, isHandler: false };
}

/** Walks a cursor to its end; tasks named in `failing` fail. Gives what was visited. */
function walk(start: Cursor, failing: readonly string[] = []): readonly string[] {
  const visited: string[] = [];
  let cursor = start;
  for (let step = 0; step < 100; step += 1) {
    const at = instructionAt(cursor);
    if (at === undefined) return [...visited, cursor.status];
    if (at.op !== 'task') {
      cursor = advance(cursor);
      continue;
    }
    visited.push(at.task.id);
    cursor = failing.includes(at.task.id)
      ? fail(cursor, { task: at.task, result: new Dict() })
      : advance(cursor);
  }
  throw new Error('the cursor does not end');
}

function start(...items: readonly ItemNode[]): Cursor {
  return startCursor(compileItems(items));
}

const guarded = block({
  tasks: [task('try'), task('more')],
  rescue: [task('rescue')],
  always: [task('always')],
});

describe('a cursor', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ['goes through tasks and always', [], ['try', 'more', 'always', 'after', 'done']],
    ['is rescued and goes on', ['try'], ['try', 'rescue', 'always', 'after', 'done']],
    [
      'ends after a failed rescue, always done',
      ['try', 'rescue'],
      ['try', 'rescue', 'always', 'failed'],
    ],
    ['ends when always fails', ['always'], ['try', 'more', 'always', 'failed']],
    ['ends outside of blocks', ['after'], ['try', 'more', 'always', 'after', 'failed']],
  ])('%s', (_, failing, visited) => {
    expect(walk(start(guarded, task('after')), failing)).toEqual(visited);
  });

  it('takes a failure of an inner block to the outer rescue, through every always', () => {
    const inner = block({ tasks: [task('inner')], always: [task('inner always')] });
    const outer = block({ tasks: [inner, task('skipped')], rescue: [task('outer rescue')] });
    expect(walk(start(outer), ['inner'])).toEqual([
      'inner',
      'inner always',
      'outer rescue',
      'done',
    ]);
  });

  it('takes a failure in an include to the rescue around the include', () => {
    const around = block({ tasks: [task('include')], rescue: [task('rescue')] });
    const program = compileItems([task('included'), task('later')]);
    const inside = enterIncludes(start(around), [{ program, ordinal: 1 }]);
    expect(hasRescue(inside)).toBe(true);
    expect(walk(inside, ['included'])).toEqual(['included', 'rescue', 'done']);
  });

  it('goes through several includes in order and then behind their task', () => {
    const first = { program: compileItems([task('one')]), ordinal: 1 };
    const second = { program: compileItems([task('two')]), ordinal: 2 };
    const inside = enterIncludes(start(task('include'), task('after')), [first, second]);
    expect(walk(inside)).toEqual(['one', 'two', 'after', 'done']);
  });

  it('visits only notified handlers, and a failing one ends the host', () => {
    const handlers = compileItems([task('restart'), task('reload')]);
    const program = compileProgram([[task('work')], [task('after')]]);
    const atFlush = advance(startCursor(program));
    expect(instructionAt(atFlush)?.op).toBe('flush');
    const flushing = enterHandlers(notify(atFlush, ['reload']), handlers);
    expect(walk(flushing)).toEqual(['reload', 'after', 'done']);
    expect(walk(flushing, ['reload'])).toEqual(['reload', 'failed']);
  });
});

describe('the linear strategy', () => {
  it('waits for the host that is in a rescue', () => {
    const ahead = advance(advance(start(guarded, task('after'))));
    const behind = fail(start(guarded, task('after')), { task: task('try'), result: new Dict() });
    const cursors = new Map([
      ['ahead', ahead],
      ['behind', behind],
    ]);
    expect(pickLinear(cursors)).toEqual(['behind']);
    cursors.set('behind', advance(behind));
    expect(pickLinear(cursors)).toEqual(['ahead', 'behind']);
  });

  it('keeps hosts in different includes of one task apart, in the order of the includes', () => {
    const one = { program: compileItems([task('one')]), ordinal: 1 };
    const two = { program: compileItems([task('two')]), ordinal: 2 };
    const at = start(task('include'), task('after'));
    const cursors = new Map([
      ['second', enterIncludes(at, [two])],
      ['first', enterIncludes(at, [one])],
      ['none', advance(at)],
    ]);
    expect(pickLinear(cursors)).toEqual(['first']);
    cursors.set('first', advance(cursors.get('first')!));
    expect(pickLinear(cursors)).toEqual(['second']);
    cursors.set('second', advance(cursors.get('second')!));
    expect(pickLinear(cursors)).toEqual(['second', 'first', 'none']);
  });

  it('picks nobody when all have ended', () => {
    expect(pickLinear(new Map([['gone', stop(start(task('a')), 'unreachable')]]))).toEqual([]);
  });

  it('orders an outer position before one inside it', () => {
    expect(comparePaths([0, 3], [0, 3, 1, 0])).toBeLessThan(0);
    expect(pathOf(start(task('a')))).toEqual([0, 0]);
  });
});
