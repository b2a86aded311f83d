/** replace: replaces every match of an expression in a file. */
import { TaskFailure } from '../host/index.ts';
import { editParams, inspectEdit, planEdit, settleEdit, type Edit } from './_shared/edit-file.ts';
import { expandTemplate, findMatch, toRegExp } from './_shared/python-regex.ts';
import { defineModule } from './contract.ts';

interface ReplaceParams {
  readonly regexp: string;
  readonly replace?: string;
  readonly after?: string;
  readonly before?: string;
}

/** The expression for the part between `after` and `before`; undefined for the whole text. */
function toSectionPattern({ after, before }: ReplaceParams): string | undefined {
  if (after !== undefined && before !== undefined) return `${after}(?P<subsection>.*?)${before}`;
  if (after !== undefined) return `${after}(?P<subsection>.*)`;
  return before === undefined ? undefined : `(?P<subsection>.*)${before}`;
}

function findSection(params: ReplaceParams, text: string): readonly [number, number] | undefined {
  const pattern = toSectionPattern(params);
  if (pattern === undefined) return [0, text.length];
  const match = findMatch(toRegExp(pattern, { isDotAll: true }), text);
  return match?.indices?.groups?.['subsection'];
}

function replaceAll(params: ReplaceParams, text: string): Edit {
  const section = findSection(params, text);
  if (section === undefined) {
    const pattern = toSectionPattern(params) ?? '';
    const message = `Pattern for before/after params did not match the given file: ${pattern}`;
    return { text, message };
  }
  const [start, end] = section;
  const pattern = toRegExp(params.regexp, { isMultiline: true });
  const matches = [...text.slice(start, end).matchAll(pattern)];
  let result = '';
  let at = start;
  for (const match of matches) {
    const from = start + match.index;
    result += text.slice(at, from) + expandTemplate(params.replace ?? '', match);
    at = from + match[0].length;
  }
  const edited = text.slice(0, start) + result + text.slice(at);
  return edited === text
    ? { text, message: '' }
    : { text: edited, message: `${matches.length} replacements made` };
}

export default defineModule({
  name: 'replace',
  collection: 'ansible.builtin',
  summary: 'Replaces all matches of an expression in a text file.',
  params: {
    properties: {
      ...editParams,
      regexp: {
        type: 'string',
        description: 'Python regular expression; `^` and `$` match at every line.',
      },
      replace: {
        type: 'string',
        description: 'What to put in place of a match, with groups; nothing removes it.',
      },
      after: { type: 'string', description: 'Replace only behind this expression.' },
      before: { type: 'string', description: 'Replace only in front of this expression.' },
      encoding: {
        type: 'string',
        default: 'utf-8',
        description: 'Encoding of the file; only `utf-8` is supported.',
      },
      others: { type: 'string', description: 'Accepted and ignored, as in Ansible.' },
    },
    required: ['path', 'regexp'],
  },
  returns: {
    msg: { type: 'string', description: 'How many replacements were made.' },
    backup_file: { type: 'string', description: 'Where the old file was kept.' },
    rc: { type: 'integer', description: 'Always 0.' },
  },
  examples: [
    "- replace:\n    path: /etc/fstab\n    regexp: '^([^#\\n].*\\sswap\\s.*)$'\n    replace: '# \\1'\n",
  ],
  async inspect(params, host, controller) {
    if (!/^utf-?8$/i.test(params.encoding)) {
      throw new TaskFailure(
        '`encoding` other than utf-8 is not supported by kplay; convert with `command: iconv`',
      );
    }
    return inspectEdit(params, host, controller);
  },
  plan(params, state) {
    if (state.text === undefined) {
      throw new TaskFailure(`Path ${state.path.path} does not exist !`, { rc: 257 });
    }
    return planEdit(params, state, replaceAll(params, state.text), '');
  },
  settle: (_params, plan, outcomes) => ({
    returns: { ...settleEdit(plan.returns, outcomes), rc: 0 },
  }),
});
