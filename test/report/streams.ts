/** The runs of playbooks/*.yml as events, one stream per playbook. */
import { Float } from '../../engine/base/index.ts';
import type { RunEvent } from '../../engine/run/index.ts';
import {
  changed,
  done,
  failed,
  finish,
  item,
  ok,
  play,
  ran,
  skipped,
  summary,
  task,
  unreachable,
} from './events.ts';

const both = (result: ReturnType<typeof ok>) => ({ web1: result, web2: result });
const shown = { isAlwaysShown: true } as const;

const results: readonly RunEvent[] = [
  { type: 'playbook-start', path: 'playbooks/results.yml' },
  { type: 'play-start', name: 'Prepare the nodes', hosts: ['web1', 'web2'] },
  ...play(
    task('Ask whether the kubelet is there', 'ansible.builtin.stat', '/srv/play/results.yml:5'),
    both(ok({ stat: { exists: false } })),
  ),
  ...play(
    task('Run a command', 'ansible.builtin.command', '/srv/play/results.yml:9'),
    both(changed(ran(['printf', 'Grüße\\n'], 'Grüße'))),
  ),
  ...play(
    task('ansible.builtin.command', 'ansible.builtin.command', '/srv/play/results.yml:11'),
    both(ok(ran(['true']), { isCensored: true })),
  ),
  ...play(
    task('Not for these hosts', 'ansible.builtin.command', '/srv/play/results.yml:14'),
    both(skipped()),
  ),
  ...play(
    task('Somewhere else', 'ansible.builtin.set_fact', '/srv/play/results.yml:17', {
      delegate: 'master1',
    }),
    { web1: ok({ ansible_facts: { place: 'web1' } }), web2: skipped() },
  ),
  { type: 'warning', message: 'Could not match supplied host pattern, ignoring: nobody' },
  { type: 'play-skipped', name: 'nobody', reason: 'no hosts matched' },
  done(summary({ web1: [4, 1, 0, 0, 1], web2: [3, 1, 0, 0, 2] })),
];

const versions = {
  zeta: new Float(1),
  alpha: [1, 2.5, true, null, 'ä"\n'],
  empty: {},
  none: [],
  tiny: 0.00001,
  big: new Float(1e16),
};

const debug: readonly RunEvent[] = [
  { type: 'play-start', name: 'Show values', hosts: ['web1'] },
  ...play(task('A message', 'ansible.builtin.debug', 'debug.yml:7'), {
    web1: ok({ msg: 'kubelet is at v1.10.3' }, shown),
  }),
  ...play(task('A variable', 'debug', 'debug.yml:10'), { web1: ok({ versions }, shown) }),
  ...play(task('Several lines', 'debug', 'debug.yml:13'), {
    web1: ok({ msg: ['one', 'two'] }, shown),
  }),
  ...play(task('Only with verbosity', 'debug', 'debug.yml:16'), {
    web1: skipped({ skipped_reason: 'Verbosity threshold not met.' }),
  }),
  ...play(task('In a loop', 'debug', 'debug.yml:20'), {
    web1: ok(
      { msg: 'All items completed' },
      {
        items: ['a', 'b'].map((name) => item(name, ok({ msg: `node ${name}` }, shown))),
      },
    ),
  }),
  done(summary({ web1: [4, 0, 0, 0, 1] })),
];

const no = { name: 'api', port: 6443 } as const;
const yes = { name: 'kubelet', port: 10250 } as const;

const loops: readonly RunEvent[] = [
  { type: 'play-start', name: 'Loops', hosts: ['web1'] },
  ...play(task('Every kind of item', 'command', 'loops.yml:5'), {
    web1: failed(
      'One or more items failed',
      {},
      {
        isIgnored: true,
        items: [
          item('true', ok(ran(['true']))),
          item('skip', skipped()),
          item('false', failed('non-zero return code', ran(['false'], '', 1))),
        ],
      },
    ),
  }),
  ...play(task('With labels', 'set_fact', 'loops.yml:11'), {
    web1: ok(
      {},
      {
        items: [
          item(no, ok({ ansible_facts: { port_api: '6443' } }), 'api'),
          item(yes, ok({ ansible_facts: { port_kubelet: '10250' } }), 'kubelet'),
        ],
      },
    ),
  }),
  ...play(task('Nothing to do for any item', 'command', 'loops.yml:19'), {
    web1: skipped(
      { msg: 'All items skipped' },
      { items: [item('a', skipped()), item('b', skipped())] },
    ),
  }),
  ...play(task('Items are mappings', 'assert', 'loops.yml:23'), {
    web1: ok(
      {},
      { items: [item(no, ok({ msg: 'All assertions passed' }), "{'name': 'api', 'port': 6443}")] },
    ),
  }),
  ...play(task('An item fails for good', 'fail', 'loops.yml:29'), {
    web1: failed(
      'One or more items failed',
      {},
      { items: ['a', 'b'].map((name) => item(name, failed(`no room for ${name}`))) },
    ),
  }),
  done(summary({ web1: [3, 0, 0, 1, 1, 0, 1] })),
];

const again = task('Tried again', 'command', 'failures.yml:9');
const failures: readonly RunEvent[] = [
  { type: 'play-start', name: 'Things go wrong', hosts: ['web1', 'web2'] },
  ...play(
    task('Ignored', 'fail', 'failures.yml:5'),
    both(failed('not so bad', {}, { isIgnored: true })),
  ),
  { type: 'task-start', task: again },
  ...[3, 2, 1].map(
    (retriesLeft) =>
      ({
        type: 'retry',
        host: 'web1',
        task: again,
        retriesLeft,
        result: ok(ran(['true'])),
      }) as const,
  ),
  ...finish('web1', again, failed('', { ...ran(['true']), attempts: 3 }, { isIgnored: true })),
  ...finish('web2', again, skipped()),
  ...play(
    task('Breaks', 'command', 'failures.yml:20'),
    both(failed('non-zero return code', ran(['false'], '', 1))),
  ),
  ...play(task('Repairs', 'debug', 'failures.yml:24'), both(ok({ msg: 'repaired Breaks' }, shown))),
  ...play(task('Half of the hosts', 'fail', 'failures.yml:27'), {
    web1: failed('out of space'),
    web2: skipped(),
  }),
  ...play(task('The other half', 'assert', 'failures.yml:31'), {
    web2: failed('Assertion failed', { assertion: '1 == 2', evaluated_to: false }, shown),
  }),
  done(summary({ web1: [3, 0, 0, 1, 0, 1, 2], web2: [2, 0, 0, 1, 2, 1, 1] })),
];

const path = '/srv/play/more.yml';
const handlers: readonly RunEvent[] = [
  { type: 'play-start', name: 'Roles, handlers and includes', hosts: ['web1', 'web2'] },
  ...play(
    task('kubelet : Install the unit', 'ansible.builtin.command', 'main.yml:1'),
    both(changed(ran(['true']))),
  ),
  ...play(task('Take in more tasks', 'include_tasks', 'handlers.yml:7'), both(ok())),
  { type: 'included', path, isRole: false, hosts: ['web1', 'web2'] },
  ...play(
    task('From the file', 'set_fact', 'more.yml:1'),
    both(ok({ ansible_facts: { seen: true } })),
  ),
  ...play(task('Take them in again', 'include_tasks', 'handlers.yml:9'), {
    web1: skipped(
      { msg: 'All items skipped' },
      { items: [item('a', skipped()), item('b', skipped())] },
    ),
    web2: ok({ msg: 'All items completed' }, { items: [item('a', ok()), item('b', ok())] }),
  }),
  { type: 'included', path, isRole: false, hosts: ['web2'], itemLabel: 'a' },
  { type: 'included', path, isRole: false, hosts: ['web2'], itemLabel: 'b' },
  ...play(task('From the file', 'set_fact', 'more.yml:1'), { web2: ok() }),
  ...play(task('From the file', 'set_fact', 'more.yml:1'), { web2: ok() }),
  { type: 'handlers-start' },
  ...play(
    task('kubelet : Restart kubelet', 'command', 'main.yml:1', { isHandler: true }),
    both(ok(ran(['true']))),
  ),
  ...play(
    task('Tell the monitoring', 'command', 'handlers.yml:14', { isHandler: true }),
    both(changed(ran(['true']))),
  ),
  done(summary({ web1: [5, 2, 0, 0, 1], web2: [9, 2] })),
];

const old = '/srv/play/scratch/old.conf';
const fresh = '/srv/play/scratch/new.conf (content)';
const diffs: readonly RunEvent[] = [
  { type: 'play-start', name: 'Show differences', hosts: ['web1'] },
  ...play(task('A new file', 'copy', 'diffs.yml:5'), {
    web1: changed(
      {},
      {
        diff: [{ beforeHeader: '', afterHeader: '/tmp/source', before: '', after: 'one\ntwo\n' }],
      },
    ),
  }),
  ...play(task('A changed file', 'copy', 'diffs.yml:10'), {
    web1: changed(
      {},
      {
        diff: [
          {
            beforeHeader: old,
            afterHeader: '/tmp/source',
            before: 'a\nb\nc\nd\ne\nf\ng\nh\ni\n',
            after: 'a\nb\nc\nd\nE\nf\ng\nh\nno newline',
          },
        ],
      },
    ),
  }),
  ...play(task('Only the mode', 'file', 'diffs.yml:15'), {
    web1: changed(
      {},
      {
        diff: [
          {
            beforeHeader: '',
            afterHeader: '',
            before: { path: old, mode: '0600' },
            after: { path: old, mode: '0640' },
          },
        ],
      },
    ),
  }),
  ...play(task('In a loop', 'lineinfile', 'diffs.yml:19'), {
    web1: changed(
      {},
      {
        items: [
          item(
            'new',
            changed(
              {},
              {
                diff: [
                  {
                    beforeHeader: fresh,
                    afterHeader: fresh,
                    before: 'one\ntwo\n',
                    after: 'one\ntwo\nlast\n',
                  },
                ],
              },
            ),
          ),
          item('same', ok()),
        ],
      },
    ),
  }),
  done(summary({ web1: [4, 4] })),
];

const refused =
  'Failed to connect to the host via ssh: ssh: connect to host 127.0.0.1 port 1: Connection refused';
const away: readonly RunEvent[] = [
  { type: 'play-start', name: 'A host is away', hosts: ['web1', 'web2'] },
  ...play(task('Away but never mind', 'command', 'unreachable.yml:5'), {
    web1: ok(ran(['true'])),
    web2: unreachable(refused, true),
  }),
  ...play(task('Away', 'command', 'unreachable.yml:9'), {
    web1: ok(ran(['true'])),
    web2: unreachable(refused),
  }),
  ...play(task('Fails as well', 'fail', 'unreachable.yml:12'), {
    web1: failed('and this one fails'),
  }),
  done(summary({ web1: [2, 0, 0, 1], web2: [1, 0, 1, 0, 0, 0, 1] })),
];

const stop: readonly RunEvent[] = [
  { type: 'play-start', name: 'Stop everyone', hosts: ['web1', 'web2'] },
  ...play(task('Breaks', 'fail', 'stop.yml:6'), { web1: failed('all stop'), web2: skipped() }),
  { type: 'no-more-hosts' },
  done(summary({ web1: [0, 0, 0, 1], web2: [0, 0, 0, 0, 1] })),
];

const long =
  'Invalid characters were found in group names but not replaced, use -vvvv to see details';
const warns = task('A module that warns at length', 'add_host', 'warnings.yml:13');
const warnings: readonly RunEvent[] = [
  { type: 'play-start', name: 'Warnings', hosts: ['web1'] },
  ...play(task('Odd name', 'file', 'warnings.yml:5'), { web1: changed() }),
  ...play(warns, { web1: changed({}, { warnings: [long, long] }) }),
  done(summary({ web1: [2, 2] })),
];

/** By the name of the playbook. */
export const streams = {
  results,
  debug,
  loops,
  failures,
  handlers,
  diffs,
  unreachable: away,
  stop,
  warnings,
} as const;
