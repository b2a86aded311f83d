/**
 * The variables of one visit (a host at a task). A name is looked up in the layers from the
 * highest down and rendered when it is first used; a second use costs nothing.
 */
import { Dict, ProblemError, toRawValue, type Located, type Value } from '../base/index.ts';
import type {
  LookupReader,
  Names,
  RenderContext,
  Templates,
  Texts,
  Watched,
} from '../template/index.ts';
import { mergeDicts } from './merge-dicts.ts';
import { variableCycle } from './problems.ts';
import type { LayerName } from './precedence.ts';
import type { VarEntry, VarMap } from './var-map.ts';

/** A definition of a variable, for explaining where a value comes from. */
export interface Definition {
  readonly layer: LayerName;
  readonly entry: VarEntry;
}

/** Whether something was read just now that cannot be trusted; shared by the scopes of a run. */
export interface ReadLog {
  hasReadUnsafe: boolean;
  /** Texts read so far that are never converted: what `hostvars` hands on is only known by them. */
  readonly texts: Set<string>;
}

export interface ScopeOptions {
  readonly reads: ReadLog;
  readonly reader: LookupReader;
  /** hash_behaviour = merge: dicts of all layers are joined. */
  readonly isMerging: boolean;
}

/** Names of one visit. Implements what templates need. */
export class Scope implements Names {
  readonly #layers: readonly VarMap[];
  readonly #isMerging: boolean;
  readonly #templates: Templates;
  readonly #cache = new Map<string, Value>();
  readonly #rendering: string[] = [];
  /** Names in the cache whose values cannot be trusted, and whether one was read just now. */
  readonly #unsafe = new Set<string>();
  /** By names in the cache: texts that are never converted; and those of the render that goes on. */
  readonly #texts = new Map<string, Texts>();
  #made: Set<string> | undefined;
  readonly #reads: ReadLog;
  /** Hand this to the template room. */
  readonly context: RenderContext;

  /** @param layers highest precedence first */
  constructor(
    layers: readonly VarMap[],
    templates: Templates,
    { reader, isMerging, reads }: ScopeOptions,
  ) {
    this.#reads = reads;
    this.#isMerging = isMerging;
    this.#layers = layers;
    this.#templates = templates;
    this.context = { names: this, reader };
  }

  /**
   * @returns the rendered value, undefined when no layer has the name
   * @throws ProblemError when rendering fails, or when the variable refers to itself
   */
  get(name: string): Value | undefined {
    const known = this.#cache.get(name);
    if (known !== undefined) {
      if (this.#unsafe.has(name)) this.#reads.hasReadUnsafe = true;
      return known;
    }
    const entry = this.#find(name);
    if (entry === undefined) return undefined;
    const { result, isUnsafe, texts } = this.watch(() => {
      const value = this.#valueOf(name, entry);
      return this.#isMerging && value instanceof Dict ? this.#merge(name, value) : value;
    });
    this.#cache.set(name, result);
    if (isUnsafe) this.#unsafe.add(name);
    if (texts !== undefined) this.#texts.set(name, texts);
    return result;
  }

  /** See Names: what was read counts for whoever watches around it, too. */
  watch<T>(work: () => T): Watched<T> {
    const before = this.#reads.hasReadUnsafe;
    const around = this.#made;
    this.#reads.hasReadUnsafe = false;
    this.#made = undefined;
    try {
      const result = work();
      return { result, isUnsafe: this.#reads.hasReadUnsafe, texts: this.#takeMade() };
    } finally {
      this.#reads.hasReadUnsafe ||= before;
      this.#made = around;
    }
  }

  /** What renders inside of `watch` told, which the compiler cannot see. */
  #takeMade(): Texts | undefined {
    return this.#made !== undefined && this.#made.size > 0 ? this.#made : undefined;
  }

  noteText(text: string, isKept: boolean): void {
    if (isKept) (this.#made ??= new Set()).add(text);
    else this.#made?.delete(text);
  }

  textsOf(name: string): Texts | undefined {
    return name === 'hostvars' || name === 'vars' ? this.#reads.texts : this.#texts.get(name);
  }

  noteUnsafe(): void {
    this.#reads.hasReadUnsafe = true;
  }

  /**
   * The value that somebody gave: `get` without what only describes the connection, for whoever
   * decides what the connection is.
   */
  given(name: string): Value | undefined {
    // That layer is the lowest: what it answers, nobody gave.
    const winner = this.#layers.find((layer) => layer.get(name) !== undefined);
    return winner === undefined || winner.layer === 'connection' ? undefined : this.get(name);
  }

  /** The value as it is written where it cannot be rendered: what `hostvars` shows then. */
  getRaw(name: string): Value | undefined {
    const entry = this.#find(name);
    if (entry === undefined) return undefined;
    return entry.kind === 'located' ? toRawValue(entry.located) : valueOf(entry);
  }

  /** The value as the variable `vars` shows it: Ansible renders nothing of what is written there. */
  getWritten(name: string): Value | undefined {
    const entry = this.#find(name);
    if (entry?.kind !== 'located') return this.get(name);
    if (holdsUnsafe(entry.located)) this.noteUnsafe();
    return toRawValue(entry.located);
  }

  /** Joins a dict with the dicts of that name in lower layers (hash_behaviour = merge). */
  #merge(name: string, top: Dict): Dict {
    const [, ...lower] = this.#layers.flatMap((layer) => layer.get(name) ?? []);
    return lower.reduce((merged, entry) => {
      const value = this.#valueOf(name, entry);
      return value instanceof Dict ? mergeDicts(value, merged) : merged;
    }, top);
  }

  #valueOf(name: string, entry: VarEntry): Value {
    if (entry.kind === 'located') return this.#render(name, entry.located);
    if (entry.isUnsafe === true) this.noteUnsafe();
    if (entry.kind === 'value') {
      for (const text of entry.texts ?? []) {
        this.noteText(text, true);
        this.#reads.texts.add(text);
      }
    }
    return valueOf(entry);
  }

  has(name: string): boolean {
    return this.#cache.has(name) || this.#find(name) !== undefined;
  }

  /** True when the variable is text that holds a template of its own. */
  isTemplated(name: string): boolean {
    const entry = this.#find(name);
    if (entry?.kind !== 'located' || entry.located.kind !== 'scalar') return false;
    return this.#holdsTemplate(entry.located);
  }

  /** True when a template stands anywhere in the variable. */
  holdsTemplates(name: string): boolean {
    const entry = this.#find(name);
    return entry?.kind === 'located' && this.#holdsTemplate(entry.located);
  }

  #holdsTemplate(located: Located): boolean {
    if (located.kind === 'list') return located.items.some((item) => this.#holdsTemplate(item));
    if (located.kind === 'map') {
      return located.entries.some(({ value }) => this.#holdsTemplate(value));
    }
    const { value, isUnsafe } = located;
    return !isUnsafe && typeof value === 'string' && this.#templates.isTemplate(value);
  }

  /** The vault of a variable that stands sealed in its file. */
  sealedText(name: string): string | undefined {
    const entry = this.#find(name);
    if (entry?.kind !== 'located' || entry.located.kind !== 'scalar') return undefined;
    return entry.located.isSecret ? entry.located.raw : undefined;
  }

  all(): Iterable<string> {
    return new Set(this.#layers.flatMap((layer) => [...layer.names()]));
  }

  /** Every definition of a name, the winner first. */
  definitionsOf(name: string): readonly Definition[] {
    return this.#layers.flatMap((layer) => {
      const entry = layer.get(name);
      return entry === undefined ? [] : [{ layer: layer.layer, entry }];
    });
  }

  /** The same scope with more layers on top (an item of a loop, a result). */
  with(...layers: readonly VarMap[]): Scope {
    const options = { reader: this.context.reader, isMerging: this.#isMerging, reads: this.#reads };
    return new Scope([...layers, ...this.#layers], this.#templates, options);
  }

  /** The same scope with one more layer below all others. */
  withBelow(layer: VarMap): Scope {
    const options = { reader: this.context.reader, isMerging: this.#isMerging, reads: this.#reads };
    return new Scope([...this.#layers, layer], this.#templates, options);
  }

  /** Renders a located value with this scope. @throws ProblemError */
  render(located: Located): Value {
    return this.#templates.render(located, this.context);
  }

  #find(name: string): VarEntry | undefined {
    for (const layer of this.#layers) {
      const entry = layer.get(name);
      if (entry !== undefined) return entry;
    }
    return undefined;
  }

  #render(name: string, located: Located): Value {
    if (this.#rendering.includes(name)) {
      const chain = [...this.#rendering.slice(this.#rendering.indexOf(name)), name];
      throw new ProblemError(variableCycle(chain, located.span));
    }
    this.#rendering.push(name);
    try {
      return this.#templates.render(located, this.context);
    } finally {
      this.#rendering.pop();
    }
  }
}

function valueOf(entry: Exclude<VarEntry, { kind: 'located' }>): Value {
  return entry.kind === 'value' ? entry.value : entry.make();
}

function holdsUnsafe(located: Located): boolean {
  if (located.kind === 'list') return located.items.some(holdsUnsafe);
  if (located.kind === 'map') return located.entries.some(({ value }) => holdsUnsafe(value));
  return located.isUnsafe;
}
