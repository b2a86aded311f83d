/** What the real community.crypto made of cases.json (see record.py), with types. */
import { readData } from '../roles/trusted.ts';

interface Case {
  readonly name: string;
  readonly key: string;
  readonly params: Readonly<Record<string, unknown>>;
}

interface Recorded {
  readonly keys: Readonly<
    Record<string, { readonly pem: string; readonly fingerprint: Readonly<Record<string, string>> }>
  >;
  readonly requests: readonly {
    readonly name: string;
    readonly csr: string;
    readonly certificate: string;
    readonly info: Readonly<Record<string, unknown>>;
  }[];
  readonly issued: {
    readonly certificate: string;
    readonly info: Readonly<Record<string, unknown>>;
  };
}

const cases = readData<{ readonly requests: readonly Case[] }>(
  new URL('cases.json', import.meta.url),
);
export const recorded = readData<Recorded>(new URL('recorded.json', import.meta.url));

/** Each case beside what was recorded of it. */
export const requestCases = cases.requests.map((one, index) => {
  const found = recorded.requests[index]!;
  return { ...one, ...found, pem: recorded.keys[one.key]!.pem };
});
