/** What a walk over a project finds: variables that somebody defines, and those that somebody reads. */
import {
  toName,
  type Located,
  type LocatedMap,
  type LocatedScalar,
  type Span,
} from '../../base/index.ts';
import type { NameRead, TemplateReads } from '../../template/index.ts';

/** Where a variable gets a value. */
export interface VariableDefinition {
  readonly name: string;
  readonly span: Span;
  /** `register`, `role defaults`, … : for people. */
  readonly by: string;
}

/** A variable that is read. */
export interface VariableRead {
  readonly name: string;
  readonly span: Span;
  /** The variable whose value reads it: that counts only once somebody reads the first. */
  readonly of: string | undefined;
}

/** Everything found. */
export class Findings {
  readonly definitions: VariableDefinition[] = [];
  readonly reads: VariableRead[] = [];
  /** Names read where it is not sure that the file is used. */
  readonly maybeRead = new Set<string>();
  /** Names that may be missing, and names that templates set. */
  readonly optional = new Set<string>();
  /** Lookups that are called, by names that are written out. */
  readonly lookups: NameRead[] = [];
  readonly files = new Set<string>();
  /** Folders of roles that are used, by whatever entry. */
  readonly roles = new Set<string>();
  /** A task makes hosts or groups (`add_host`, `group_by`). */
  makesHosts = false;
  /** Why there may be variables that only the run can tell of. */
  readonly unknown = new Set<string>();

  define(name: Located, by: string): void {
    if (name.kind !== 'scalar') return;
    const text = toName(name.value);
    if (text.includes('{{')) this.unknown.add(`${by} with a name that is a template`);
    else this.definitions.push({ name: text, span: name.span, by });
  }

  defineKeys(map: LocatedMap, by: string, except: ReadonlySet<string> = new Set()): void {
    for (const { key } of map.entries) if (!except.has(toName(key.value))) this.define(key, by);
  }

  /** `name=value` words. */
  defineWords(text: LocatedScalar, by: string): void {
    for (const [, name = ''] of toName(text.value).matchAll(/(?:^|\s)(\w+)=/g)) {
      this.definitions.push({ name, span: text.span, by });
    }
  }

  /** @param of the variable whose value reads */
  read({ reads, asked, own, lookups }: TemplateReads, isSure: boolean, of?: string): void {
    if (isSure) this.lookups.push(...lookups);
    for (const name of [...asked, ...own]) this.optional.add(name);
    for (const { name, span } of reads) {
      if (isSure) this.reads.push({ name, span, of });
      else this.maybeRead.add(name);
    }
  }
}
