/** docs/keywords.md: every keyword, where it may stand, and what it means. */
import { GENERATED, joinPage, renderTable } from './markdown.ts';

/** What is known of a keyword. */
export interface KeywordDoc {
  readonly name: string;
  readonly shape: 'text' | 'boolean' | 'number' | 'list' | 'map' | 'vars' | 'any' | 'conditions';
  readonly on: readonly ('play' | 'role' | 'block' | 'task' | 'handler')[];
  readonly inherits: 'nearest' | 'all' | 'no';
  readonly description: string;
}

const PLACES = ['play', 'role', 'block', 'task', 'handler'] as const;

const INHERITS: Readonly<Record<KeywordDoc['inherits'], string>> = {
  nearest: 'the nearest',
  all: 'all, joined',
  no: '',
};

function toRow({ name, on, inherits, description }: KeywordDoc): readonly string[] {
  const places = PLACES.map((place) => (on.includes(place) ? '•' : ''));
  return [`\`${name}\``, ...places, INHERITS[inherits], description];
}

/** Renders the page as Markdown, in order of the names. */
export function renderKeywordsPage(keywords: readonly KeywordDoc[]): string {
  const sorted = keywords.toSorted((left, right) => (left.name < right.name ? -1 : 1));
  return joinPage([
    GENERATED,
    '',
    '# Keywords',
    '',
    'Where each keyword may stand, and what a task gets from the block, the role and the play around',
    'it: the value that is nearest, or all of them. Besides these, a task has the name of its module,',
    'and may have `with_` and the name of a lookup.',
    '',
    ...renderTable(['keyword', ...PLACES, 'from around it', 'meaning'], sorted.map(toRow)),
  ]);
}
