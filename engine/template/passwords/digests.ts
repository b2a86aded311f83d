/** Schemes that are one digest: LDAP's, MySQL's, plain hexadecimal. */
import { hash } from 'node:crypto';
import type { Scheme } from './scheme.ts';

const bare = { salt: undefined, rounds: undefined, idents: [''] } as const;

function makeHex(algorithm: string): Scheme {
  return {
    ...bare,
    name: `hex_${algorithm}`,
    hash: ({ password }) => hash(algorithm, password, 'hex'),
  };
}

function makeLdap(algorithm: string, label: string): Scheme {
  return {
    ...bare,
    name: `ldap_${algorithm}`,
    hash: ({ password }) => `{${label}}${hash(algorithm, password, 'base64')}`,
  };
}

function makeSaltedLdap(algorithm: string, label: string): Scheme {
  return {
    ...bare,
    name: `ldap_salted_${algorithm}`,
    salt: { least: 4, most: 16, usual: 8, alphabet: undefined },
    hash({ password, salt: text }) {
      const salt = Buffer.from(text);
      const digest = hash(algorithm, Buffer.concat([password, salt]), 'buffer');
      return `{${label}}${Buffer.concat([digest, salt]).toString('base64')}`;
    },
  };
}

const mysql41: Scheme = {
  ...bare,
  name: 'mysql41',
  hash: ({ password }) => `*${hash('sha1', hash('sha1', password, 'buffer'), 'hex').toUpperCase()}`,
};

export const digestSchemes = [
  ...['md5', 'sha1', 'sha256', 'sha512'].map(makeHex),
  makeLdap('md5', 'MD5'),
  makeLdap('sha1', 'SHA'),
  makeSaltedLdap('md5', 'SMD5'),
  makeSaltedLdap('sha1', 'SSHA'),
  makeSaltedLdap('sha256', 'SSHA256'),
  makeSaltedLdap('sha512', 'SSHA512'),
  mysql41,
];
