/** The `ipaddr` filter itself: reads what it is given and asks one question about it. */
import { isList, Tuple, type Value } from '../../base/index.ts';
import { fail } from '../values/failure.ts';
import { toItems } from '../values/iterate.ts';
import { isIntegral, kindOf } from '../values/kinds.ts';
import { toText } from '../values/text.ts';
import { isTrue } from '../values/truth.ts';
import {
  isWithin,
  parseNetwork,
  sizeOf,
  firstOf,
  lastOf,
  writeAddress,
  writeNetwork,
  type Network,
} from './network.ts';
import { findQuery, type Asked } from './queries.ts';

/** A bare number is an address: IPv4 when it fits, else IPv6. */
function fromNumber(text: string, version: 4 | 6 | undefined): Network | undefined {
  const value = BigInt(text);
  if (version !== 6 && value < 1n << 32n) return { version: 4, value, prefix: 32 };
  return value < 1n << 128n ? { version: 6, value, prefix: 128 } : undefined;
}

/** `3232235777/24`: a number with a prefix. */
function fromNumericCidr(text: string): Network | undefined {
  const [, number, prefixText] = /^(\d+)\/(\d+)$/u.exec(text) ?? [];
  if (number === undefined) return undefined;
  const [value, prefix] = [BigInt(number), Number(prefixText)];
  if (value < 1n << 32n && prefix <= 32) return { version: 4, value, prefix };
  return value < 1n << 128n && prefix <= 128 ? { version: 6, value, prefix } : undefined;
}

/** Reads an address, a network, a number. */
export function readAsked(value: Value, version?: 4 | 6): Asked | undefined {
  const text = toText(value);
  if (/^\d+$/u.test(text)) {
    const network = fromNumber(text, version);
    return network && { network, type: 'address', value: writeNetwork(network) };
  }
  const network = parseNetwork(text);
  if (network !== undefined) {
    return { network, type: text.includes('/') ? 'network' : 'address', value: text };
  }
  const numeric = fromNumericCidr(text);
  return numeric && { network: numeric, type: 'network', value: writeNetwork(numeric) };
}

/** An index into the network; false where there is no such address. */
function pickAddress(asked: Asked, query: string): Value {
  const { network, type } = asked;
  const size = sizeOf(network);
  if (size === 1n) {
    return type === 'address'
      ? writeAddress(network.value, network.version)
      : writeNetwork(network);
  }
  if (!/^-?\d+$/u.test(query)) return false;
  const index = BigInt(query);
  if (index >= size || index < -size) return false;
  const value = index < 0n ? lastOf(network) + 1n + index : firstOf(network) + index;
  return writeNetwork({ ...network, value });
}

function askOne(asked: Asked, query: string, alias: string): Value {
  const answer = findQuery(query);
  if (answer !== undefined) return answer(asked);
  if (/^-?\d+(?:\.\d*)?$/u.test(query)) return pickAddress(asked, query);
  const outer = parseNetwork(query);
  if (outer !== undefined) return isWithin(asked.network, outer) ? asked.value : null;
  return fail('FilterError', `${alias}: unknown filter type: ${query}`);
}

/**
 * Ansible's `ipaddr`: false for what is no address, else the answer.
 * @param version only addresses of this version
 * @throws TemplateFailure for an unknown query
 */
export function ipaddr(value: Value, query = '', version?: 4 | 6, alias = 'ipaddr'): Value {
  if (isList(value) || value instanceof Tuple) {
    return toItems(value)
      .map((item) => ipaddr(item, query, version, alias))
      .filter(isTrue);
  }
  if (!isTrue(value) || value === true) return false;
  const asked = readAsked(value, version);
  if (asked === undefined) return false;
  if (version !== undefined && asked.network.version !== version) return false;
  return askOne(asked, query, alias);
}

/** The filters take text, numbers and lists. */
export function checkAddressType(value: Value, name: string): void {
  if (typeof value === 'string' || isIntegral(value) || isList(value)) return;
  failAddressType(value, name);
}

/** Says that a filter takes no such value. */
export function failAddressType(value: Value, name: string): never {
  return fail(
    'FilterError',
    `Unrecognized type <<class '${kindOf(value)}'>> for ${name} filter <value>`,
  );
}
