/** The lookup `password` over files in memory; hashes and file formats are those of ansible-core 2.14. */
import { expect, it } from 'vitest';
import { createTemplates, type LookupReader } from '../../engine/template/index.ts';
import { locatePlain, makeContext } from './make-context.ts';

const templates = createTemplates();

/** Renders a lookup of one term; gives its answer and the files afterwards. */
function ask(term: string, given: Readonly<Record<string, string>>) {
  const files = new Map(Object.entries(given));
  const context = makeContext({ term }, '.', templates);
  const reader: LookupReader = {
    ...context.reader,
    find: (_, name) => (files.has(name) ? name : undefined),
    readText: (path) => files.get(path) ?? '',
    writePrivate: (path, text) => files.set(path, text),
  };
  const located = locatePlain("{{ lookup('password', term) }}");
  const answer = templates.render(located, { ...context, reader });
  return { answer, files: Object.fromEntries(files) };
}

const HASHES = [
  ['md5_crypt', 'hunter2 salt=abcdefgh', '$1$abcdefgh$vhxKZ/s1ygZHyCEDPyqtQ/'],
  [
    'bcrypt',
    'hunter2 salt=abcdefghijklmnopqrstuO ident=2b',
    '$2b$12$abcdefghijklmnopqrstuOQGp5byaarzySSzD2Lw0F4HybXgN.IEq',
  ],
  [
    'bcrypt ident=2a',
    'hunter2 salt=abcdefghijklmnopqrstuO ident=2b',
    '$2a$12$abcdefghijklmnopqrstuOQGp5byaarzySSzD2Lw0F4HybXgN.IEq',
  ],
] as const;

it.each(HASHES)('hashes by %s with the salt that is kept', (encrypt, kept, hash) => {
  const { answer, files } = ask(`db encrypt=${encrypt}`, { db: `${kept}\n` });
  expect(answer).toBe(hash);
  expect(files).toEqual({ db: `${kept}\n` });
});

it('gives the password alone when no hash is asked for', () => {
  expect(ask('db', { db: 'hunter2 salt=abcdefgh\n' }).answer).toBe('hunter2');
  expect(ask('db', { db: 'with space\n\n' }).answer).toBe('with space');
});

it('keeps a new password with its salt and variant', () => {
  expect(ask('db seed=x length=6', {})).toEqual({ answer: 'O9iX65', files: { db: 'O9iX65\n' } });
  const { files } = ask('db seed=x length=6 encrypt=sha256_crypt', {});
  expect(files['db']).toMatch(/^O9iX65 salt=[A-Za-z0-9./]{16}\n$/u);
  const named = ask('my db seed=x length=6 encrypt=bcrypt ident=2y', {});
  expect(named.files['my db']).toMatch(/^O9iX65 salt=[A-Za-z0-9./]{22} ident=2y\n$/u);
  expect(named.answer).toMatch(/^\$2y\$12\$/u);
});

it('adds a salt to a password that was kept without one', () => {
  const { files } = ask('db encrypt=md5_crypt', { db: 'hunter2\n' });
  expect(files['db']).toMatch(/^hunter2 salt=[A-Za-z0-9./]{8}\n$/u);
});

it('refuses a length that is no number, also of a password that is there', () => {
  expect(() => ask('db length=long', { db: 'hunter2\n' })).toThrow('invalid literal for int()');
});
