import { describe, expect, it } from 'vitest';
import {
  describeCertificate,
  findCertificateFault,
  generatePrivateKey,
  issueCertificate,
  parseCertificate,
  parsePrivateKey,
  parseRequest,
  type Certificate,
  type CertificateOrder,
} from '../../engine/crypto/index.ts';
import { trust } from '../roles/trusted.ts';
import { recorded, requestCases } from './recorded.ts';

const now = Date.UTC(2026, 10, 24);

function toOrder(csr: string, pem: string, found: Certificate): CertificateOrder {
  return {
    request: parseRequest(csr),
    signer: { key: parsePrivateKey(pem) },
    notBefore: found.notBefore,
    notAfter: found.notAfter,
    digest: 'sha256',
    subjectKeyIdentifier: 'create_if_not_provided',
    hasAuthorityKeyIdentifier: false,
    areTimesExact: true,
  };
}

/** JSON has no big integers. */
function toJson(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? one.toString() : one)),
  );
}

describe('a self-signed certificate', () => {
  it.each(requestCases.filter(({ key }) => key !== 'ec'))(
    'is the same, byte by byte, as the real one: $name',
    ({ csr, pem, certificate }) => {
      const found = parseCertificate(certificate);
      const order = toOrder(csr, pem, found);
      expect(issueCertificate(order, found.serialNumber)).toBe(certificate);
    },
  );

  it.each(requestCases)('is taken as it is when the real one made it: $name', (one) => {
    const found = parseCertificate(one.certificate);
    const order = toOrder(one.csr, one.pem, found);
    expect(findCertificateFault(order, found, parsePrivateKey(one.pem))).toBeUndefined();
  });

  it.each(requestCases)('is described in the same words: $name', ({ certificate, info }) => {
    const described = toJson({
      ...describeCertificate(parseCertificate(certificate), now),
      expired: false,
      serial_number: 0,
    });
    expect({ ...info, serial_number: 0 }).toMatchObject(trust<object>(described));
  });
});

describe('a certificate of an authority', () => {
  const authority = parseCertificate(requestCases[0]!.certificate);
  const key = parsePrivateKey(recorded.keys['rsa']!.pem);
  const node = requestCases[2]!;
  const found = parseCertificate(recorded.issued.certificate);
  const order: CertificateOrder = {
    ...toOrder(node.csr, node.pem, found),
    signer: { key, certificate: authority },
    hasAuthorityKeyIdentifier: true,
  };

  it('is the same, byte by byte, as the real one, with a time beyond 2050', () => {
    expect(issueCertificate(order, found.serialNumber)).toBe(recorded.issued.certificate);
    expect(describeCertificate(found, now).not_after).toBe('20510101000000Z');
  });

  const other = parseRequest(requestCases[0]!.csr);
  const real = order.request;
  const faults: readonly [string, Partial<CertificateOrder>][] = [
    ['subject', { request: { ...real, subjectDer: other.subjectDer } }],
    ['extensions', { request: { ...real, extensions: other.extensions } }],
    [
      'extensions',
      {
        request: {
          ...real,
          extensions: real.extensions.map((one) => ({ ...one, isCritical: !one.isCritical })),
        },
      },
    ],
    ['public key', { request: { ...real, isSignatureValid: false } }],
    ['issuer', { signer: { key, certificate: { ...authority, subjectDer: Buffer.from('') } } }],
    [
      'authority key identifier',
      {
        signer: {
          key,
          certificate: {
            ...authority,
            extensions: [],
            publicDer: parsePrivateKey(recorded.keys['ec']!.pem).publicDer,
          },
        },
      },
    ],
    ['validity', { notAfter: new Date(0) }],
  ];

  it.each(faults)('must be issued anew when its %s differs', (fault, change) => {
    expect(findCertificateFault({ ...order, ...change }, found, undefined)).toBe(fault);
  });

  it('must be issued anew when another authority of the same name signs', async () => {
    const stranger = await generatePrivateKey({ type: 'RSA', size: 2048, format: 'pkcs1' });
    const signer = { key: stranger, certificate: authority };
    expect(findCertificateFault({ ...order, signer }, found, undefined)).toBe('signature');
  });

  it('must be issued anew when the private key beside it is another', () => {
    const ownKey = parsePrivateKey(recorded.keys['ed25519']!.pem);
    expect(findCertificateFault(order, found, ownKey)).toBe('private key');
  });

  it('is as good with other times when times do not count', () => {
    const change = { notAfter: new Date(0), areTimesExact: false };
    expect(findCertificateFault({ ...order, ...change }, found, undefined)).toBeUndefined();
  });
});

describe('text that is no certificate', () => {
  it.each(['', 'nothing', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'])(
    'is refused: %j',
    (text) => {
      expect(() => parseCertificate(text)).toThrow(/no PEM block|not valid DER|structure/);
    },
  );
});
