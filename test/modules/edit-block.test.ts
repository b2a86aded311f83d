/**
 * blockinfile's rules against answers recorded from ansible-core 2.14.18. Left out on purpose: where
 * Ansible ends the last line of a file from which it removes nothing.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { editBlock, type BlockParams } from '../../engine/modules/_shared/edit-block.ts';

interface Recorded {
  readonly text: string;
  readonly params: Partial<BlockParams>;
  readonly after: string;
  readonly msg: string;
}

const path = join(import.meta.dirname, 'blockinfile', 'recorded.json');
const recorded = JSON.parse(readFileSync(path, 'utf8')) as readonly Recorded[]; // oxlint-disable-line typescript/consistent-type-assertions -- recorded by us

const defaults = {
  block: '',
  state: 'present',
  marker: '# {mark} ANSIBLE MANAGED BLOCK',
  marker_begin: 'BEGIN',
  marker_end: 'END',
} as const;

test.each(recorded)('$params on $text', ({ text, params, after, msg }) => {
  expect(editBlock({ ...defaults, ...params }, text)).toEqual({ text: after, message: msg });
});
