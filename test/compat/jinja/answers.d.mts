/** A case of corpus.json: what was asked, and what ansible-core answered. */
export interface CorpusCase {
  readonly id: string;
  readonly group: string;
  readonly mode: 'string' | 'file' | 'when';
  readonly template: string;
  readonly vars: unknown;
  readonly opts?: Readonly<Record<string, unknown>>;
  readonly tags?: readonly string[];
  readonly expect?: unknown;
  readonly error?: boolean;
}

export interface Answer {
  readonly got?: unknown;
  readonly error?: string;
  readonly kind?: string;
}

export interface Adapter {
  readonly types: unknown;
  readonly encode: (value: unknown) => unknown;
  readonly render: (template: string, vars: unknown, options: unknown) => unknown;
}

export function answerCase(one: CorpusCase, adapter: Adapter, fixtures: string): Answer;
export function isRight(one: CorpusCase, answer: Answer): boolean;
export function isSameAnswer(left: unknown, right: unknown): boolean;
export function counts(one: CorpusCase): boolean;
export function decode(value: unknown, types: unknown, fixtures: string): unknown;
