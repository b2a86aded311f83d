/** Filters about values as such: default, bool, ternary, mandatory, int, float, string… */
import { Float, type Value } from '../../base/index.ts';
import type { Runtime } from '../compile/runtime.ts';
import { alias, plugin, seesMarkup } from '../plugin-def.ts';
import { isEqual } from '../values/compare.ts';
import { TemplateFailure, fail } from '../values/failure.ts';
import { isIntegral, isNumeric, kindOf } from '../values/kinds.ts';
import { asInteger, toIndex, truncate } from '../values/numbers.ts';
import { toFloat, toInt } from '../values/read-number.ts';
import { signed } from '../values/operators.ts';
import { Undefined } from '../values/special.ts';
import { toText } from '../values/text.ts';
import { isTrue } from '../values/truth.ts';

/** Jinja's `default`: for undefined values, and for false ones when asked. */
function orDefault(value: Value, otherwise: Value, boolean: Value): Value {
  if (value instanceof Undefined) return otherwise;
  return isTrue(boolean) && !isTrue(value) ? otherwise : value;
}

/** Ansible's `bool`: `yes on 1 true` in any case are true, everything else is false. */
function toBool(value: Value): Value {
  if (value === null || typeof value === 'boolean') return value;
  if (value instanceof Undefined) value.fail();
  if (typeof value === 'string') return ['yes', 'on', '1', 'true'].includes(value.toLowerCase());
  return isNumeric(value) && isEqual(value, 1);
}

/** Runs a conversion; `undefined` where Python raises TypeError or ValueError. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    const isExpected =
      error instanceof TemplateFailure &&
      (error.kind === 'TypeError' || error.kind === 'ValueError');
    if (!isExpected) throw error;
    return undefined;
  }
}

/** Jinja's `int`: also takes text with a float, and answers the default for anything else. */
function toIntOr(value: Value, otherwise: Value, base: Value): Value {
  if (value instanceof Undefined) value.fail();
  const radix = typeof value === 'string' ? base : 10;
  // A base that is undefined is a TypeError here like any other wrong one.
  const direct =
    radix instanceof Undefined ? undefined : attempt(() => toInt(value, toIndex(radix)));
  if (direct !== undefined) return direct;
  const viaFloat = attempt(() => truncate(toFloat(value)));
  return viaFloat ?? otherwise;
}

function toFloatOr(value: Value, otherwise: Value): Value {
  const float = attempt(() => toFloat(value));
  return float === undefined ? otherwise : new Float(float);
}

function absolute(value: Value): Value {
  if (value instanceof Float) return new Float(Math.abs(value.value));
  if (value instanceof Undefined) value.fail();
  if (!isIntegral(value))
    return fail('TypeError', `bad operand type for abs(): '${kindOf(value)}'`);
  const integer = asInteger(value);
  return integer < 0 ? signed('-', integer) : integer;
}

function mandatory(value: Value, message: Value): Value {
  if (!(value instanceof Undefined)) return value;
  if (message !== null) return fail('FilterError', toText(message));
  const { name } = value.reason;
  const shown = name === undefined ? '' : `'${name}' `;
  return fail('FilterError', `Mandatory variable ${shown} not defined.`);
}

/** The name of the type; text that is never converted has a class of its own. */
function describeType(runtime: Runtime) {
  return (value: Value): string =>
    typeof value === 'string' && runtime.isKeptText(value) ? 'NativeJinjaText' : kindOf(value);
}

function ternary(value: Value, yes: Value, no: Value, none: Value): Value {
  if (value === null && none !== null) return none;
  return isTrue(value) ? yes : no;
}

export const basicFilters = [
  ...alias(seesMarkup(plugin('default', "value, default_value='', boolean=False", orDefault)), 'd'),
  plugin('bool', 'a', toBool),
  plugin('int', 'value, default=0, base=10', toIntOr),
  plugin('float', 'value, default=0.0', toFloatOr),
  plugin('string', 'value', (value) => toText(value)),
  plugin('abs', 'value', absolute),
  seesMarkup(plugin('mandatory', 'a, msg=None', mandatory)),
  { ...seesMarkup(plugin('type_debug', 'o', kindOf)), applyIn: describeType },
  seesMarkup(plugin('ternary', 'value, true_val, false_val, none_val=None', ternary)),
];
