/**
 * What the other rooms may know of templates. Rendering is synchronous; files and commands of
 * lookups go through the handed-in `LookupReader`.
 */
import type { Located, Problem, SourceFile, Span, Value } from '../base/index.ts';

/** Where names come from. Values are final: whoever implements this renders lazily and caches. */
export interface Names {
  /** @returns undefined when there is no such variable */
  get(name: string): Value | undefined;
  has(name: string): boolean;
  all(): Iterable<string>;
  /**
   * True when the variable's own source is a template. ansible-core 2.14 keeps the type of
   * `"{{ port }}"` only when `port` itself is written as a number or boolean.
   */
  isTemplated?(name: string): boolean;
  /** True when a template stands anywhere in the variable's own source. */
  holdsTemplates?(name: string): boolean;
  /**
   * Does `work` and tells whether it read something that came from a host, a lookup or `!unsafe`:
   * text made of it must not be evaluated as an expression.
   */
  watch?<T>(work: () => T): Watched<T>;
  /** Told by whoever reads such a thing. */
  noteUnsafe?(): void;
  /** Told at the end of a render that gave text: whether it is never converted (`to_json`). */
  noteText?(text: string, isKept: boolean): void;
  /** The texts in a variable's value that are never converted; what hands them on keeps them. */
  textsOf?(name: string): Texts | undefined;
  /** The vault of a variable that stands sealed in its file; undefined for any other. */
  sealedText?(name: string): string | undefined;
}

/** Texts that Ansible never converts: its NativeJinjaText. Told by what they say. */
export type Texts = ReadonlySet<string>;

/** What came of some work, and whether what it read can be trusted. */
export interface Watched<T> {
  readonly result: T;
  readonly isUnsafe: boolean;
  /** Texts in it that are never converted. */
  readonly texts?: Texts | undefined;
}

/** What stands at a path of the controller. */
export interface PathFacts {
  /** After following links; `missing` is where a link points to nothing. */
  readonly kind: 'file' | 'directory' | 'other' | 'missing';
  readonly isLink: boolean;
  readonly isMount: boolean;
}

/** One thing below a folder of the controller. */
export interface TreeEntry {
  readonly root: string;
  /** Below `root`. */
  readonly path: string;
  readonly kind: 'file' | 'directory' | 'link';
  /** The whole path; of a link what it points to. */
  readonly source: string;
  /** By name; by number where the number has none. */
  readonly owner: string | number;
  readonly group: string | number;
  readonly stats: {
    readonly uid: number;
    readonly gid: number;
    readonly mode: number;
    readonly size: number;
    readonly mtimeMs: number;
    readonly ctimeMs: number;
  };
}

/** What the lookup `url` asks for. */
export interface UrlRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Names in small letters of those that a server we are sent on to does not get. */
  readonly unredirectedHeaders: readonly string[];
  /** `user:password` */
  readonly login?: string | undefined;
  /** False: only when the server asks for it. */
  readonly isLoginSentAtOnce: boolean;
  /** The `User-Agent`. */
  readonly agent: string;
  /** Past all caches. */
  readonly isForced: boolean;
  readonly timeoutSeconds: number;
  /** Whether the server must prove who it is. */
  readonly isVerified: boolean;
  /** File of authorities to trust beside the machine's. */
  readonly caPath?: string | undefined;
  /** As OpenSSL names them; its usual ones when empty. */
  readonly ciphers: readonly string[];
  readonly usesProxy: boolean;
  readonly usesNetrc: boolean;
  /** `all`, `yes`, `safe`, `urllib2`: follow; anything else: do not. */
  readonly followRedirects: string;
  /** Path of the socket to connect to instead of the host. */
  readonly unixSocket?: string | undefined;
}

/** What became of it; `http`: the server said no, `url`: it was not reached, `value`: no URL. */
export type UrlAnswer =
  | { readonly body: Uint8Array }
  | { readonly kind: 'http' | 'url' | 'value'; readonly message: string };

/** The controller as lookups and includes may use it. Paths are searched as Ansible does. */
export interface LookupReader {
  /** Absolute path of a file searched in `folder` of the role, then beside the playbook. */
  find(folder: 'files' | 'templates' | 'vars', name: string): string | undefined;
  readText(path: string): string;
  /** The same file's bytes, for texts in another encoding than UTF-8. */
  readBytes?(path: string): Uint8Array;
  /** Paths that match a shell glob, sorted. */
  glob(folder: 'files', pattern: string): readonly string[];
  /** What is below a folder, folders first. */
  tree?(name: string): readonly TreeEntry[];
  env(name: string): string | undefined;
  /** What ansible.cfg says of the setting that an environment variable is for. */
  configured?(variable: string): string | undefined;
  /** Runs a command line with /bin/sh on the controller. @throws Error with its stderr */
  pipe(command: string): string;
  /** Gets a URL. @throws Error when it cannot even be tried */
  url(request: UrlRequest): UrlAnswer;
  now(): Date;
  /** What is at an absolute path; undefined when nothing is. For `is file`, `is directory`… */
  look?(path: string): PathFacts | undefined;
  /** What a template says of itself. @param name how it was asked for */
  templateVars?(path: string, name: string): ReadonlyMap<string, Value>;
  /** Writes a file that only its owner can read, with its folders; for the `password` lookup. */
  writePrivate?(path: string, text: string): void;
}

/** Everything one render needs beside the text. */
export interface RenderContext {
  readonly names: Names;
  readonly reader: LookupReader;
}

/** Syntax options, as Ansible's template module names them. */
export interface SyntaxOptions {
  readonly trimBlocks?: boolean;
  readonly lstripBlocks?: boolean;
  readonly keepTrailingNewline?: boolean;
  readonly newlineSequence?: '\n' | '\r' | '\r\n';
  readonly blockStart?: string | undefined;
  readonly blockEnd?: string | undefined;
  readonly variableStart?: string | undefined;
  readonly variableEnd?: string | undefined;
  readonly commentStart?: string | undefined;
  readonly commentEnd?: string | undefined;
}

/** Says that a template used a variable that is not there; `span` is inside the template. */
export interface UndefinedInfo {
  readonly message: string;
  readonly span: Span | undefined;
}

/** A variable that a template reads, and where. */
export interface NameRead {
  readonly name: string;
  readonly span: Span;
}

/** What a template reads, found without rendering it. */
export interface TemplateReads {
  readonly reads: readonly NameRead[];
  /** Names that may be missing: of them `is defined` is asked, or `default` stands in for them. */
  readonly asked: ReadonlySet<string>;
  /** Names that it sets itself. */
  readonly own: ReadonlySet<string>;
  /** Templates that it includes or imports; undefined for one that only the run can tell. */
  readonly files: readonly (string | undefined)[];
  /** Lookups that it calls by a name that is written out. */
  readonly lookups: readonly NameRead[];
}

/** Renders; made once per process by `createTemplates`, caches compiled templates by text. */
export interface Templates {
  /** True when the text holds `{{`, `{%` or `{#`. */
  isTemplate(text: string): boolean;
  /**
   * Renders a tree of located values: keys and scalars, deeply. A scalar's own templates get
   * Ansible 2.14's literal conversion (`"{{ [1] }}"` is a list, `"{{ 1 }}"` the text `1`).
   * @throws ProblemError codes `template-syntax`, `undefined-variable`, `template-failed`
   */
  render(located: Located, context: RenderContext): Value;
  /** The same for bare text with a place for errors. */
  renderText(text: string, span: Span | undefined, context: RenderContext): Value;
  /** Evaluates an expression without delimiters (debug's `var`, `until`). */
  evaluate(expression: string, span: Span | undefined, context: RenderContext): Value;
  /** Evaluates a condition as `when` does: an expression, a bare variable, a boolean. */
  test(condition: Located, context: RenderContext): boolean;
  /** Renders a template file's text as the template module does. */
  renderFile(
    file: { readonly path: string; readonly text: string },
    options: SyntaxOptions,
    context: RenderContext,
  ): string;
  /** Runs a lookup by name (`with_fileglob` is the lookup `fileglob`). */
  lookup(
    name: string,
    terms: readonly Value[],
    options: Readonly<Record<string, Value>>,
    span: Span | undefined,
    context: RenderContext,
  ): readonly Value[];
  /** Checks syntax without rendering, for `--syntax-check`: every problem in the tree. */
  check(located: Located): readonly Problem[];
  /** The same for a template's file, with the syntax that its first line may ask for. */
  checkFile(file: SourceFile): readonly Problem[];
  /** The same for conditions: expressions without delimiters, as `test` takes them. */
  checkConditions(located: Located): readonly Problem[];
  /** What the templates of a tree read. */
  readsIn(located: Located): TemplateReads;
  /** The same for conditions and other expressions without delimiters. */
  readsInConditions(located: Located): TemplateReads;
  /** The same for the text of a template's file. */
  readsInFile(file: SourceFile): TemplateReads;
  /** Every lookup there is. */
  readonly lookupNames: readonly string[];
  /** True when there is a lookup of that name, short or in full. */
  hasLookup(name: string): boolean;
  /** Python's str() of a value. */
  toText(value: Value): string;
  /** Python's bool() of a value. */
  isTrue(value: Value): boolean;
  /** Names that templates of this tree refer to, for «undefined variable» checks and lookahead. */
  namesIn(located: Located): ReadonlySet<string>;
}
