/** docs/problems.md: every problem code, who raises it and what it means. */
import { GENERATED, joinPage, renderTable } from './markdown.ts';

/** One declared problem. */
export interface ProblemDoc {
  readonly code: string;
  /** The room whose problems.ts declares it. */
  readonly room: string;
  /** What is so, with placeholders where the message names something. */
  readonly message: string;
  readonly help?: string | undefined;
}

/** Renders the page of all problems, sorted by code. */
export function renderProblemsPage(problems: readonly ProblemDoc[]): string {
  const sorted = problems.toSorted((left, right) => (left.code < right.code ? -1 : 1));
  const rows = sorted.map(({ code, room, message, help }) => {
    return [`\`${code}\``, message === '' ? 'the message says what' : message, help ?? '', room];
  });
  return joinPage([
    GENERATED,
    '',
    '# Problems',
    '',
    'A problem is something wrong with a playbook, an inventory or a setting. kplay shows all it',
    'finds, each with its place, before anything is done to a host. The codes below never change.',
    '',
    ...renderTable(['code', 'what is so', 'what helps', 'found by'], rows),
  ]);
}
