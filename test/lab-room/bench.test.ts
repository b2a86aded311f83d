/** How measurements are read and told. */
import { describe, expect, it } from 'vitest';
import { renderBench, type BenchReport, type BenchSample } from '../../engine/lab/index.ts';
import { parseStats, sumRecap } from '../../engine/lab/bench/measure.ts';
import { median } from '../../engine/lab/bench/report.ts';

describe('median', () => {
  it.each([
    [[3], 3],
    [[5, 1, 3], 3],
    [[4, 1, 3, 2], 2.5],
  ])('of %j is %d', (values, middle) => {
    expect(median(values)).toBe(middle);
  });

  it('of nothing is not a number', () => {
    expect(median([])).toBeNaN();
  });
});

describe('sumRecap', () => {
  it('sums the counts of the last recap over all hosts', () => {
    const output = [
      'TASK [debug] ***',
      'ok: [master1] => {"msg": "changed=7"}',
      'PLAY RECAP *****',
      'master1   : ok=3    changed=1    unreachable=0    failed=0    skipped=2',
      'worker1   : ok=4    changed=2    unreachable=1    failed=1    skipped=2',
    ].join('\n');
    expect(sumRecap(output)).toEqual({ ok: 7, changed: 3, failed: 1, unreachable: 1 });
  });

  it('finds none in the output of a run that broke off', () => {
    expect(sumRecap('ERROR! the playbook could not be found')).toBeUndefined();
  });
});

describe('parseStats', () => {
  it('reads the round trips of each host', () => {
    expect(parseStats('{"roundTrips": {"master1": 12}}')).toEqual({ master1: 12 });
  });

  it.each(['', '{}', '[]', '{"roundTrips": 3}'])('finds none in %j', (text) => {
    expect(parseStats(text)).toBeUndefined();
  });
});

describe('renderBench', () => {
  const sample = (change: Partial<BenchSample>): BenchSample => ({
    ...{ tool: 'kplay', phase: 'second', roundTrip: 0, seconds: 1, peakMegabytes: 90, changed: 0 },
    ...change,
  });
  const report: BenchReport = {
    options: {
      tools: ['kplay', 'ansible', 'mitogen'],
      runs: 1,
      roundTrips: [0, 26],
      playbook: 'playbooks/site.yml',
      forks: 5,
      phases: ['second'],
      kplay: ['kplay'],
      folderVariables: [],
    },
    hosts: 4,
    samples: [
      sample({ hostRoundTrips: { master1: 4, worker1: 5 } }),
      sample({ tool: 'ansible', seconds: 21.7, peakMegabytes: 62 }),
      sample({ tool: 'mitogen', seconds: 10 }),
      sample({ roundTrip: 26, seconds: 1.5, hostRoundTrips: { master1: 4, worker1: 5 } }),
      sample({ roundTrip: 26, tool: 'ansible', seconds: 30 }),
    ],
    delays: ['0 ms: none', '26 ms: relays'],
    versions: ['kplay 0.1.0', 'ansible-core 2.14'],
  };

  it('shows medians, how many times longer than kplay, memory and round trips', () => {
    expect(renderBench(report)).toBe(
      `playbooks/site.yml on 4 hosts, 5 forks, medians of 1

round trip    run       kplay    ansible (pipelining)   ansible + mitogen
0 ms          second    1.00 s   21.70 s (21.7×)        10.00 s (10.0×)
26 ms         second    1.50 s   30.00 s (20.0×)        -
peak memory   process   90 MB    90 MB                  90 MB

round trips of kplay, second run: master1 4, worker1 5
delay: 0 ms: none; 26 ms: relays
measured: kplay 0.1.0; ansible-core 2.14
`,
    );
  });
});
