/**
 * The parameter dialect: a subset of JSON Schema plus a few `x-` words. One literal in this dialect
 * gives a module its static type (`ParamsOf`), its validator, its coercion and its documentation.
 */
import type { Value } from '../base/index.ts';

export interface ParamSchema {
  /**
   * `value` takes any playbook value as it is (debug's `var`, set_fact's facts); `object` without
   * `properties` gives a record of Values; with them a record of their types.
   */
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'object' | 'value';
  readonly description: string;
  readonly enum?: readonly (string | number | boolean)[];
  readonly items?: ParamSchema;
  readonly properties?: Readonly<Record<string, ParamSchema>>;
  readonly required?: readonly string[];
  readonly default?: string | number | boolean | readonly string[];
  /** Other names of the same parameter. */
  readonly 'x-aliases'?: readonly string[];
  /** Never shown: not in diffs, events, problems or logs. */
  readonly 'x-secret'?: boolean;
  /**
   * How text becomes this type beyond Ansible's common rules: `path` expands `~` and variables on
   * the controller's behalf, `mode` keeps a file mode as the octal or symbolic text that was
   * written, `words` splits a string at commas, `whole` drops what stands behind the point of a
   * number.
   */
  readonly 'x-coerce'?: 'path' | 'mode' | 'words' | 'whole';
  /** The version of ansible-core (or collection) that brought it. */
  readonly 'x-since'?: string;
}

/** A rule between parameters; made with the functions of `groups.ts`. */
export type ParamRule =
  | { readonly rule: 'mutually-exclusive'; readonly names: readonly string[] }
  | { readonly rule: 'required-together'; readonly names: readonly string[] }
  | { readonly rule: 'required-one-of'; readonly names: readonly string[] }
  | {
      readonly rule: 'required-if';
      readonly name: string;
      readonly equals: string | number | boolean;
      readonly then: readonly string[];
    }
  | { readonly rule: 'required-by'; readonly name: string; readonly then: readonly string[] };

export interface ParamsSchema {
  readonly properties: Readonly<Record<string, ParamSchema>>;
  readonly required?: readonly string[];
  readonly rules?: readonly ParamRule[];
  /** True where any further key is data (set_fact, add_host): kept as Values in `rest`. */
  readonly openEnded?: boolean;
}

type TypeOf<P extends ParamSchema> = P extends { readonly enum: readonly (infer E)[] }
  ? E
  : P['type'] extends 'string'
    ? string
    : P['type'] extends 'integer' | 'number'
      ? number
      : P['type'] extends 'boolean'
        ? boolean
        : P['type'] extends 'array'
          ? P extends { readonly items: infer I extends ParamSchema }
            ? readonly TypeOf<I>[]
            : readonly Value[]
          : P['type'] extends 'object'
            ? P extends { readonly properties: Readonly<Record<string, ParamSchema>> }
              ? ParamsOf<{
                  readonly properties: P['properties'];
                  readonly required: P extends {
                    readonly required: infer R extends readonly string[];
                  }
                    ? R
                    : readonly [];
                }>
              : Readonly<Record<string, Value>>
            : Value;

type RequiredNames<S extends ParamsSchema> = S extends {
  readonly required: readonly (infer N)[];
}
  ? N
  : never;

type CertainNames<S extends ParamsSchema> = {
  [K in keyof S['properties']]: S['properties'][K] extends { readonly default: unknown }
    ? K
    : K extends RequiredNames<S>
      ? K
      : never;
}[keyof S['properties']];

/**
 * The parameters as a module receives them: required and defaulted ones are certain, the rest may
 * be missing. With `openEnded`, `rest` holds the further keys.
 */
export type ParamsOf<S extends ParamsSchema> = {
  readonly [K in CertainNames<S>]: TypeOf<S['properties'][K]>;
} & {
  readonly [K in Exclude<keyof S['properties'], CertainNames<S>>]?: TypeOf<S['properties'][K]>;
} & (S extends { readonly openEnded: true }
    ? { readonly rest: Readonly<Record<string, Value>> }
    : unknown);
