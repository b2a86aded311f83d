/** How the items of a loop take their turns: on a host that is a map of paths and texts. */
import { describe, expect, test } from 'vitest';
import { UnreachableError } from '../../engine/connect/index.ts';
import {
  TaskFailure,
  type HostReader,
  type Probe,
  type SeenPath,
  type Step,
  type StepOutcome,
} from '../../engine/host/index.ts';
import { LoopGroup } from '../../engine/run/loop-group.ts';
import { planInTurn, type Turn } from '../../engine/run/loop-turn.ts';
import { okResult, unreachableResult } from '../../engine/run/results.ts';
import type { Performed } from '../../engine/run/visit-contract.ts';
import { rawSh } from '../../engine/shell/index.ts';

/** A host that keeps texts by path and remembers what it was asked and told. */
function makeHost(files: Record<string, string> = {}) {
  const asked: string[] = [];
  const told: string[][] = [];
  const failing = new Set<string>();
  const ask = async <A>(probe: Probe<A>): Promise<A> => {
    asked.push(probe.name);
    await Promise.resolve();
    return probe.parse({ rc: 0, stdout: files[probe.name] ?? '', stderr: '' });
  };
  const host: HostReader = { knownFacts: {}, ask };
  const run = async (steps: readonly Step[]): Promise<readonly StepOutcome[]> => {
    await Promise.resolve();
    told.push(steps.map((step) => step.title));
    let hasFailed = false;
    return steps.map((step) => {
      const status = hasFailed ? 'not-run' : failing.has(step.title) ? 'failed' : 'done';
      hasFailed ||= status === 'failed';
      if (status === 'done' && step.do === 'write' && step.content.from === 'text')
        files[step.path] = step.content.text;
      const [rc, stdout, stderr] = [status === 'done' ? 0 : 1, '', ''];
      return { step, status, rc, stdout, stderr, startedAt: 0, endedAt: 0 };
    });
  };
  return { host, files, asked, told, failing, session: { ask, run } };
}

type TestHost = ReturnType<typeof makeHost>;

function textOf(path: string, stands?: SeenPath['stands']): Probe<string> {
  const standing = stands === undefined ? {} : { stands };
  return {
    name: path,
    script: rawSh(`cat ${path}`),
    parse: ({ stdout }) => stdout,
    sees: () => [{ path, hasParent: true, hasAccounts: false, ...standing }],
    foresee: (_text, { content }) => (content.from === 'text' ? content.text : undefined),
  };
}

function write(path: string, text: string): Step {
  const attributes = { mode: '0644', owner: 'root', group: 'root' };
  const content = { from: 'text', text } as const;
  return { do: 'write', title: `${path}=${text}`, path, content, attributes };
}

/** An item that looks at a path and acts on what it finds. */
interface TestItem {
  readonly look: string;
  /** Throws what planning would throw. */
  readonly act: (text: string) => readonly Step[];
  readonly isMore?: boolean;
  readonly stands?: SeenPath['stands'];
}

interface Ended extends Performed {
  readonly saw: string;
  readonly did: readonly string[] | 'alone';
}

function work({ host, session }: TestHost, item: TestItem): (turn: Turn) => Promise<Ended> {
  return async (turn) => {
    const listener = { onOutput: () => undefined, onProgress: () => undefined };
    const { plan, done } = await planInTurn(turn, {
      plan: async () => {
        const saw = await turn.watch(host).ask(textOf(item.look, item.stands));
        return { saw, steps: item.act(saw) };
      },
      toRequest: ({ steps }) => ({ steps, session, listener, isMore: item.isMore === true }),
    });
    if (done === undefined) await session.run(plan.steps);
    const did = done === undefined ? 'alone' : done.map(({ status }) => status);
    return { result: okResult(plan.steps.length > 0, {}), includes: [], saw: plan.saw, did };
  };
}

async function play(host: TestHost, items: readonly TestItem[]): Promise<readonly unknown[]> {
  const group = new LoopGroup(items.map((item) => work(host, item)));
  const ends: unknown[] = [];
  for (const outcome of group.outcomes) {
    const end = await outcome.catch((error: unknown) => error);
    if (end === 'given up' || end instanceof Error) return [...ends, end];
    ends.push(end);
  }
  return ends;
}

const set = (path: string, text: string): TestItem => ({
  look: path,
  act: (saw) => (saw === text ? [] : [write(path, text)]),
});

const append = (path: string, text: string): TestItem => ({
  look: path,
  act: (saw) => (saw.includes(text) ? [] : [write(path, saw + text)]),
});

describe('the items of a loop', () => {
  test('look together and act together where they are apart', async () => {
    const host = makeHost({ '/d/b': 'old' });
    const ends = await play(host, [set('/d/a', '1'), set('/d/b', 'old'), set('/d/c', '3')]);
    expect(ends).toMatchObject([
      { saw: '', did: ['done'] },
      { saw: 'old', did: [] },
      { saw: '', did: ['done'] },
    ]);
    expect(host.told).toEqual([['/d/a=1', '/d/c=3']]);
    expect(host.asked).toEqual(['/d/a', '/d/b', '/d/c']);
  });

  test('foresee what those before them make of a file, which is written once', async () => {
    const host = makeHost({ '/d/a': 'x' });
    const items = ['1', '2', '1', '3'].map((text) => append('/d/a', text));
    expect(await play(host, items)).toMatchObject([
      { saw: 'x', did: ['done'] },
      { saw: 'x1', did: ['done'] },
      { saw: 'x12', did: [] },
      { saw: 'x12', did: ['done'] },
    ]);
    expect(host.told).toEqual([['/d/a=x123']]);
    expect(host.asked).toEqual(['/d/a', '/d/a', '/d/a', '/d/a']);
  });

  test('are given up behind one that changes what nobody can foresee', async () => {
    const host = makeHost();
    const remove: Step = { do: 'remove', title: 'remove', path: '/d/a' };
    const items = [{ look: '/d/a', act: () => [remove] }, append('/d/a', '1'), set('/d/b', '2')];
    expect(await play(host, items)).toMatchObject([{ did: ['done'] }, 'given up']);
    expect(host.told).toEqual([['remove']]);
  });

  test('are given up behind one in another directory, which a link could make the same', async () => {
    const host = makeHost();
    expect(await play(host, [set('/d/a', '1'), set('/e/a', '1')])).toMatchObject([
      { did: ['done'] },
      'given up',
    ]);
    expect(await play(host, [set('/d/a', '1'), set('/e/a', '2')])).toMatchObject([
      { saw: '1', did: [] },
      { saw: '', did: ['done'] },
    ]);
  });

  test.each<readonly [string, SeenPath['stands'], SeenPath['stands'], boolean]>([
    ['are apart from a new one', 'nothing', { file: '1:2' }, true],
    ['are apart from one of another inode', { file: '1:1' }, { file: '1:2' }, true],
    ['may be the same by another way', { file: '1:1' }, { file: '1:1' }, false],
    ['may be below a directory that changes', undefined, { file: '1:2' }, false],
    ['are not told apart before they are there', 'nothing', 'nothing', false],
  ])('in other directories: files %s', async (_, first, second, areApart) => {
    const host = makeHost();
    const items = [
      { ...set('/d/a', '1'), stands: first },
      { ...set('/e/b', '2'), stands: second },
    ];
    const ends = await play(host, items);
    expect(ends.at(-1)).toEqual(areApart ? expect.objectContaining({ did: ['done'] }) : 'given up');
    expect(host.told).toEqual([areApart ? ['/d/a=1', '/e/b=2'] : ['/d/a=1']]);
  });

  test('act alone when more follows, and the rest begins anew', async () => {
    const host = makeHost();
    const run: Step = { do: 'run', title: 'run', script: rawSh('true') };
    const more = { ...set('/d/c', '1'), isMore: true };
    const items = [set('/d/a', '1'), more, set('/d/b', '1')];
    expect(await play(host, items)).toMatchObject([{}, { did: 'alone' }, 'given up']);
    const runs = [set('/d/x', '1'), { look: '/d/y', act: () => [run] }, set('/d/z', '1')];
    expect(await play(host, runs)).toMatchObject([{}, { did: 'alone' }, 'given up']);
    expect(host.told).toEqual([['/d/a=1'], ['/d/c=1'], ['/d/x=1'], ['run']]);
  });

  test('are not held up by the failure of one of them', async () => {
    const host = makeHost();
    host.failing.add('/d/b=1');
    const items = [set('/d/a', '1'), set('/d/b', '1'), set('/d/c', '1')];
    expect(await play(host, items)).toMatchObject([
      { did: ['done'] },
      { did: ['failed'] },
      'given up',
    ]);
  });

  test('do not believe in what a step that failed would have done', async () => {
    const host = makeHost();
    host.failing.add('/d/a=1');
    const ends = await play(host, [set('/d/a', '1'), set('/d/a', '1'), set('/d/b', '1')]);
    expect(ends).toMatchObject([{ did: ['failed'] }, 'given up']);
  });

  test('do a write themselves when the one that stands for it fails', async () => {
    const host = makeHost();
    host.failing.add('/d/a=12');
    const items = [append('/d/a', '1'), append('/d/a', '2')];
    expect(await play(host, items)).toMatchObject([{ did: 'alone' }, 'given up']);
    expect(host.files['/d/a']).toBe('1');
  });

  test('fail in their turn, and keep no other from acting', async () => {
    const host = makeHost();
    const bad: TestItem = {
      look: '/d/b',
      act: () => {
        throw new TaskFailure('no');
      },
    };
    const ends = await play(host, [set('/d/a', '1'), bad, set('/d/c', '1')]);
    expect(ends).toMatchObject([{ did: ['done'] }, new TaskFailure('no')]);
    expect(host.told).toEqual([['/d/a=1', '/d/c=1']]);
  });

  test('do nothing any more when the host is lost', async () => {
    const host = makeHost();
    const lost = {
      ...host,
      session: { ...host.session, run: () => Promise.reject(new UnreachableError('gone')) },
    };
    const ends = await play(lost, [set('/d/a', '1'), set('/d/b', '1')]);
    expect(ends).toEqual([new UnreachableError('gone')]);
  });

  test('do nothing behind one that could not reach the host', async () => {
    const host = makeHost();
    const unreachable = (): Promise<Ended> =>
      Promise.resolve({ result: unreachableResult('no'), includes: [], saw: '', did: [] });
    const group = new LoopGroup([
      work(host, set('/d/a', '1')),
      unreachable,
      work(host, set('/d/c', '1')),
    ]);
    const [first, second, third] = group.outcomes;
    expect(await first).toMatchObject({ did: ['done'] });
    expect(await second).toMatchObject({ result: { status: 'unreachable' } });
    expect(await third).toBe('given up');
    expect(host.told).toEqual([['/d/a=1']]);
  });
});
