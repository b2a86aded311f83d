/** `from_csv` of community.general: CSV text into a list of dicts, as Python's DictReader does. */
import { Dict, type Value } from '../../base/index.ts';
import { parseDelimited, type CsvRules } from '../lookups/parse-csv.ts';
import { plugin } from '../plugin-def.ts';
import { fail } from '../values/failure.ts';
import { toItems } from '../values/iterate.ts';
import { Undefined } from '../values/special.ts';
import { toAnsibleText, toText } from '../values/text.ts';
import { isTrue } from '../values/truth.ts';

/** The delimiters of Python's dialects; they do not differ in anything else that is read. */
const DIALECTS: ReadonlyMap<string, string> = new Map([
  ['excel', ','],
  ['excel-tab', '\t'],
  ['unix', ','],
]);

function toRules(dialect: Value, delimiter: Value, skipsSpace: Value, strict: Value): CsvRules {
  const name = toText(dialect);
  const usual = DIALECTS.get(name);
  if (usual === undefined) {
    return fail('FilterError', `Dialect '${name}' is not supported by your version of python.`);
  }
  const isOne = delimiter === null || (typeof delimiter === 'string' && delimiter.length === 1);
  if (!isOne) {
    return fail(
      'FilterError',
      'Unable to create custom dialect: "delimiter" must be a 1-character string',
    );
  }
  return {
    delimiter: typeof delimiter === 'string' ? delimiter : usual,
    skipsSpace: isTrue(skipsSpace),
    isStrict: isTrue(strict),
  };
}

/** One row by field names; fields without a name stand under None, names without a field are None. */
function toDict(names: readonly Value[], row: readonly string[]): Dict {
  const dict = new Dict(names.map((name, index) => [name, row[index] ?? null] as const));
  if (row.length > names.length) dict.set(null, row.slice(names.length));
  return dict;
}

function fromCsv(data: Value, ...given: Value[]): Value {
  if (data instanceof Undefined) data.fail();
  const [dialect = null, fieldNames = null, delimiter = null, skips = null, strict = null] = given;
  const text = toAnsibleText(data).replace(/^\ufeff/u, '');
  const rows = parseDelimited(text, toRules(dialect, delimiter, skips, strict));
  const names = fieldNames === null ? (rows[0] ?? []) : toItems(fieldNames);
  const body = fieldNames === null ? rows.slice(1) : rows;
  return body.filter((row) => row.length > 0).map((row) => toDict(names, row));
}

/** The filter by its full name. */
export const csvFilters = [
  plugin(
    'community.general.from_csv',
    "data, dialect='excel', fieldnames=None, delimiter=None, skipinitialspace=None, strict=None",
    fromCsv,
  ),
];
