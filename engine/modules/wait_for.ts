/** wait_for: waits until a port, a file or a text in it is there, or gone. */
import { TaskFailure } from '../host/index.ts';
import { toHostPath } from './_shared/host-path.ts';
import { failOnFailedStep } from './_shared/outcome.ts';
import { defineModule, type Plan } from './contract.ts';
import type { Plain } from '../base/index.ts';

interface WaitReturns {
  readonly [key: string]: Plain;
}

export default defineModule({
  name: 'wait_for',
  collection: 'ansible.builtin',
  summary: 'Waits for a condition on a host.',
  params: {
    properties: {
      host: { type: 'string', default: '127.0.0.1', description: 'Name or address to connect to.' },
      port: { type: 'integer', description: 'Port to look at.' },
      path: { type: 'string', 'x-coerce': 'path', description: 'File to look at.' },
      state: {
        type: 'string',
        enum: ['absent', 'drained', 'present', 'started', 'stopped'],
        default: 'started',
        description: 'What is waited for.',
      },
      search_regex: {
        type: 'string',
        description: 'Python regular expression that must match in the file or the answer.',
      },
      timeout: { type: 'integer', default: 300, description: 'Seconds to wait at most.' },
      connect_timeout: {
        type: 'integer',
        default: 5,
        description: 'Seconds to wait for one connection.',
      },
      delay: { type: 'integer', default: 0, description: 'Seconds to wait before looking.' },
      sleep: { type: 'integer', default: 1, description: 'Seconds between two looks.' },
      active_connection_states: {
        type: 'array',
        items: { type: 'string', description: 'A state of TCP.' },
        default: ['ESTABLISHED', 'FIN_WAIT1', 'FIN_WAIT2', 'SYN_RECV', 'SYN_SENT', 'TIME_WAIT'],
        description: 'States that count as connected, for `drained`.',
      },
      exclude_hosts: {
        type: 'array',
        items: { type: 'string', description: 'A name or address.' },
        description: 'Peers that do not count, for `drained`.',
      },
      msg: { type: 'string', description: 'Instead of the usual words when the time is over.' },
    },
  },
  returns: {
    elapsed: { type: 'integer', description: 'Seconds that it took.' },
    state: { type: 'string', description: 'What was waited for.' },
    port: { type: 'integer', description: 'The port.' },
    path: { type: 'string', description: 'The file.' },
    search_regex: { type: 'string', description: 'The expression.' },
    match_groups: { type: 'array', description: 'Groups of the match.' },
    match_groupdict: { type: 'object', description: 'Named groups of the match.' },
  },
  examples: [
    '- wait_for:\n    port: 10250\n    timeout: 60\n',
    '- wait_for:\n    path: /var/log/kubelet.log\n    search_regex: Started\n',
  ],
  supportsCheckMode: false,
  inspect: (params, host) =>
    params.path === undefined ? Promise.resolve(undefined) : toHostPath(host, params.path),
  plan(params, path): Plan<WaitReturns> {
    const { port, state } = params;
    if (port !== undefined && path !== undefined) {
      throw new TaskFailure('port and path parameter can not both be passed to wait_for', {
        elapsed: 0,
      });
    }
    if (path !== undefined && state === 'stopped') {
      throw new TaskFailure(
        'state=stopped should only be used for checking a port in the wait_for module',
        {
          elapsed: 0,
        },
      );
    }
    if (path !== undefined && state === 'drained') {
      throw new TaskFailure(
        'state=drained should only be used for checking a port in the wait_for module',
        {
          elapsed: 0,
        },
      );
    }
    const subject = port === undefined ? path : `port ${port}`;
    return {
      changes: [],
      steps: [
        {
          do: 'talk',
          title: `wait for ${subject ?? `${params.timeout} seconds`}`,
          with: 'wait_for',
          params: { ...params, path },
          housekeeping: true,
        },
      ],
      returns: {
        state,
        port: port ?? null,
        path: path ?? null,
        search_regex: params.search_regex ?? null,
        match_groups: [],
        match_groupdict: {},
      },
    };
  },
  settle(_params, plan, outcomes) {
    const answer = outcomes[0]?.answer ?? {};
    failOnFailedStep(
      outcomes,
      ({ message, stderr }) => message ?? (stderr || 'Timeout when waiting'),
      answer,
    );
    return { returns: { ...plan.returns, ...answer }, isChanged: false };
  },
});
