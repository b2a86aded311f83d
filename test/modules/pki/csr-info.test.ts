import { describe, expect, it } from 'vitest';
import openssl_csr_info from '../../../engine/modules/openssl_csr_info.ts';
import { requestCases } from '../../crypto/recorded.ts';
import { runModule } from './run-module.ts';

/** One bit of the signature is wrong. */
const badRequest = `-----BEGIN CERTIFICATE REQUEST-----
MIHVMH4CAQAwHDEaMBgGA1UEAwwRbm9kZTEuZXhhbXBsZS5vcmcwWTATBgcqhkjO
PQIBBggqhkjOPQMBBwNCAAQnZhwpRIzs16eK3sOhT9sj7jzAoZho6k2qLb6288rD
8qbK0Rcivn9RtjgJWowLwobmuQeGXpLKO2iKw96/XQdToAAwCgYIKoZIzj0EAwID
RwAwRAIgawdY4n6r+1lLRlpW3nqCtqblUY5s3kChKXClFrTeuYsCIDXjZoQuWX83
8R3zNDYrNgDm7Z1XVTQz0J9JEI+NaaRV
-----END CERTIFICATE REQUEST-----
`;
const fullRequest = `-----BEGIN CERTIFICATE REQUEST-----
MIIDTDCCAvICAQAwgY8xCzAJBgNVBAYTAkNIMRcwFQYDVQQKDA5Lw7xiZSwgdGhl
IG9uZTEMMAoGA1UECgwDTmV0MRowGAYDVQQDDBFub2RlMS5leGFtcGxlLm9yZzEc
MBoGCSqGSIb3DQEJARYNYUBleGFtcGxlLm9yZzEQMA4GA1UEYQwHVkFUQ0gtMTEN
MAsGBCoDBAUMA29kZDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABCdmHClEjOzX
p4rew6FP2yPuPMChmGjqTaotvrbzysPypsrRFyK+f1G2OAlajAvChua5B4Zekso7
aIrD3r9dB1OgggH+MIIB+gYJKoZIhvcNAQkOMYIB6zCCAecwgfkGA1UdEQSB8TCB
7oIRbm9kZTEuZXhhbXBsZS5vcmeCGSoueG4tLWtiZS1ob2EuZXhhbXBsZS5vcmeH
BAoAAAGHEP0AAAAAAAAAAAAAAAAAABGBGWFAeG4tLWtiZS1ob2EuZXhhbXBsZS5v
cmeGL2h0dHBzOi8vdXNlckB4bi0ta2JlLWhvYS5leGFtcGxlLm9yZzo4NDQzL3g/
eT0xiAMqAwSkMzAxMQswCQYDVQQGEwJDSDESMBAGA1UECgwJS3ViZSwgTmV0MQ4w
DAYDVQQDDAVub2RlMaAgBgorBgEEAYI3FAIDoBIMEGt1YmVAZXhhbXBsZS5vcmcw
DgYDVR0PAQH/BAQDAgCJMCIGA1UdJQQbMBkGCCsGAQUFBwMBBggrBgEFBQcDAgYD
KgMEMBIGA1UdEwEB/wQIMAYBAf8CAQMwEQYIKwYBBQUHARgEBTADAgEFMF8GA1Ud
HgEB/wRVMFOgHDAOggwuZXhhbXBsZS5vcmcwCocICgAAAP8AAAChMzANgQtleGFt
cGxlLmNvbTAihyD9AAAAAAAAAAAAAAAAAAAA//8AAAAAAAAAAAAAAAAAADAdBgNV
HQ4EFgQUau9Tce7pw0u4FuzHkub5cg33OzUwDgYEKgMEBgQGDARrdWJlMAoGCCqG
SM49BAMCA0gAMEUCIEAFDkUkaXxTu8+7PRFv6kzIdUJ7evYqfjCFUea7zO1WAiEA
6q+VNupoTSQiQH+ESr/PlWbwplF/bQ9DAG8FpCTPXds=
-----END CERTIFICATE REQUEST-----
`;

describe('openssl_csr_info', () => {
  it.each(requestCases)('tells the same as of the certificate: $name', async (one) => {
    const { returns } = await runModule(openssl_csr_info, { content: one.csr });
    const names = [
      'subject',
      'subject_ordered',
      'key_usage',
      'subject_alt_name',
      'basic_constraints',
    ];
    for (const name of names) expect(returns[name]).toEqual(one.info[name]);
    expect(returns['signature_valid']).toBe(true);
  });

  it('tells names of every kind', async () => {
    const wish = { content: fullRequest, name_encoding: 'unicode' };
    const { returns } = await runModule(openssl_csr_info, wish);
    expect(returns).toMatchObject({
      subject_alt_name: [
        'DNS:node1.example.org',
        'DNS:*.kübe.example.org',
        'IP:10.0.0.1',
        'IP:fd00::11',
        'email:a@kübe.example.org',
        'URI:https://user@kübe.example.org:8443/x?y=1',
        'RID:1.2.3.4',
        'dirName:CN=node1,O=Kube\\, Net,C=CH',
        'otherName:1.3.6.1.4.1.311.20.2.3;0c:10:6b:75:62:65:40:65:78:61:6d:70:6c:65:2e:6f:72:67',
      ],
      name_constraints_permitted: ['DNS:.example.org', 'IP:10.0.0.0/8'],
      name_constraints_excluded: ['email:example.com', 'IP:fd00::/16'],
      name_constraints_critical: true,
    });
  });

  it.each([
    ['a bad signature', badRequest, 'CSR signature is invalid!'],
    ['what is no request', 'x', 'no PEM block'],
  ])('fails for %s', async (_, content, message) => {
    await expect(runModule(openssl_csr_info, { content })).rejects.toThrow(message);
  });
});
