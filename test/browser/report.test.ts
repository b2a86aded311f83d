/** The page of `--report` in a real browser, at the width of a phone and at that of a desk. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callKplay } from '../support/call-kplay.ts';
import { ensurePrograms } from '../support/programs.ts';
import { Browser, type Page } from './chromium.ts';

const SITE = `
- name: Set up the workers of the cluster in the second data center, which has a long name
  hosts: all
  gather_facts: false
  tasks:
    - name: Write a file with a long line
      copy:
        content: "{{ 'one-word-without-a-blank-' * 20 }}\\nsecond line of {{ inventory_hostname }}\\n"
        dest: "{{ folder }}/{{ inventory_hostname }}.conf"
    - name: Run a command that says much
      command: seq 1 200
    - name: Look at each of them
      debug: { msg: "{{ item }}" }
      loop: [one, two, three]
    - name: Skip this one
      command: "false"
      when: false
    - name: Fail on one of them with a long message
      fail: { msg: "{{ 'no-space-in-this-message-' * 15 }}" }
      when: inventory_hostname == 'worker03'
    - name: Last one
      ping:
`;
const TITLES = [...SITE.matchAll(/- name: (.*)/g)].map(([, title = '']) => title).slice(1);
const HOSTS = Array.from({ length: 12 }, (_, index) => `worker${String(index).padStart(2, '0')}`);

let folder = '';
let browser: Browser;

beforeAll(async () => {
  await ensurePrograms('chromium');
  folder = mkdtempSync(join(tmpdir(), 'kplay-browser-'));
  writeFileSync(join(folder, 'site.yml'), SITE);
  const words = ['site.yml', '-i', `${HOSTS.join(',')},`, '-c', 'local', '--diff'];
  const end = await callKplay([...words, '-e', `folder=${folder}`, '--report', 'run.html'], folder);
  expect(end.code).toBe(2);
  browser = new Browser();
});

afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

describe.each([360, 768, 1280])('at %i pixels', (width) => {
  let page: Page;

  beforeAll(async () => {
    page = await browser.open(`file://${folder}/run.html`, width);
  });

  test('is nothing wider than the screen, also when everything is unfolded', async () => {
    const measure = 'document.documentElement.scrollWidth';
    expect(await page.evaluate('innerWidth')).toBe(width);
    expect(await page.evaluate(measure)).toBeLessThanOrEqual(width);
    await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true');
    expect(await page.evaluate(measure)).toBeLessThanOrEqual(width);
  });

  test('all tasks and hosts are there, and can be read', async () => {
    const text = String(await page.evaluate('document.body.innerText'));
    for (const word of [...TITLES, ...HOSTS]) expect(text).toContain(word);
    const size = await page.evaluate('parseFloat(getComputedStyle(document.body).fontSize)');
    expect(size).toBeGreaterThanOrEqual(13);
  });

  test('asks for nothing but itself', () => {
    expect(page.requests).toEqual([`file://${folder}/run.html`]);
  });
});
