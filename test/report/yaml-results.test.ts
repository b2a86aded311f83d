/** Results as YAML, beside what Ansible writes (yaml-results/record.sh). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { callKplay } from '../support/call-kplay.ts';

const folder = join(import.meta.dirname, 'yaml-results');

test.each([
  ['lossy', { ANSIBLE_CALLBACK_RESULT_FORMAT: 'yaml' }],
  ['exact', { ANSIBLE_CALLBACK_RESULT_FORMAT: 'yaml', ANSIBLE_CALLBACK_FORMAT_PRETTY: 'no' }],
  ['community', { ANSIBLE_STDOUT_CALLBACK: 'community.general.yaml' }],
])('%s', async (name, settings) => {
  const end = await callKplay(['site.yml'], folder, settings, 'ansible-playbook');
  expect(end.stdout).toBe(readFileSync(join(folder, `${name}.txt`), 'utf8'));
});
