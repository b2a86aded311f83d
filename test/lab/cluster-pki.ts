/** Keys and certificates of a small cluster in a folder, and the kubeconfigs that roles make of them. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import {
  generatePrivateKey,
  issueCertificate,
  makeRequest,
  makeSerialNumber,
  parseCertificate,
  parseRequest,
  planExtensions,
  type Certificate,
  type NameEntry,
  type PrivateKey,
} from '../../engine/crypto/index.ts';

/** Who a certificate is for, and what it may do. */
interface Subject {
  readonly subject: readonly NameEntry[];
  readonly isAuthority: boolean;
}

const day = 86_400_000;
const nothing = { names: [], isCritical: false };

export async function makeKey(): Promise<PrivateKey> {
  return generatePrivateKey({ type: 'RSA', size: 2048, format: 'pkcs1' });
}

function issue(
  key: PrivateKey,
  wish: Subject,
  signer: { key: PrivateKey; certificate?: Certificate },
): string {
  const names = wish.isAuthority ? [] : ['DNS:localhost', 'IP:127.0.0.1'];
  const extensions = planExtensions(
    {
      subjectAltName: { names, isCritical: false },
      keyUsage: nothing,
      extendedKeyUsage: {
        names: wish.isAuthority ? [] : ['serverAuth', 'clientAuth'],
        isCritical: false,
      },
      basicConstraints: { names: [wish.isAuthority ? 'CA:TRUE' : 'CA:FALSE'], isCritical: true },
      ocspMustStaple: { isWanted: false, isCritical: false },
      nameConstraints: { permitted: [], excluded: [], isCritical: false },
      subjectKeyIdentifier: undefined,
      authorityKeyIdentifier: undefined,
    },
    key.publicDer,
  );
  const order = {
    request: parseRequest(makeRequest({ subject: wish.subject, extensions }, key, 'sha256')),
    signer,
    notBefore: new Date(Date.now() - day),
    notAfter: new Date(Date.now() + day),
    digest: 'sha256',
    subjectKeyIdentifier: 'create_if_not_provided',
    hasAuthorityKeyIdentifier: true,
    areTimesExact: false,
  } as const;
  return issueCertificate(order, makeSerialNumber());
}

/** An authority that can issue certificates. */
export interface Authority {
  readonly certificate: string;
  issueFor(key: PrivateKey, subject: readonly NameEntry[]): string;
}

export async function makeAuthority(name: string): Promise<Authority> {
  const key = await makeKey();
  const subject = [{ name: 'CN', value: name }];
  const certificate = issue(key, { subject, isAuthority: true }, { key });
  const signer = { key, certificate: parseCertificate(certificate) };
  return {
    certificate,
    issueFor: (other, entries) => issue(other, { subject: entries, isAuthority: false }, signer),
  };
}

/** The subject of a node's certificate. */
export function nodeSubject(node: string, organization = 'system:nodes'): readonly NameEntry[] {
  return [
    { name: 'O', value: organization },
    { name: 'CN', value: `system:node:${node}` },
  ];
}

/** Where a node keeps its things, below one folder. */
export interface NodeFolder {
  readonly path: string;
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
}

export function writeNode(path: string, ca: string, certificate: string, key: string): NodeFolder {
  mkdirSync(path, { recursive: true });
  writeFileSync(`${path}/ca.pem`, ca);
  writeFileSync(`${path}/client.pem`, certificate);
  writeFileSync(`${path}/client-key.pem`, key, { mode: 0o600 });
  return { path, ca, certificate, key };
}

/** Reads what the role kubelet renders (see test/roles/render.yml), moved into a node's folder. */
export function readRendered(name: string, node: NodeFolder): string {
  const text = readFileSync(new URL(`../roles/rendered/${name}.txt`, import.meta.url), 'utf8');
  const encode = (content: string): string => Buffer.from(content).toString('base64');
  return text
    .replaceAll('/var/lib/kubernetes', node.path)
    .replaceAll('/var/lib/kubelet', node.path)
    .replace('Q0VSVElGSUNBVEU=', encode(node.certificate))
    .replace('Q0E=', encode(node.ca))
    .replace('S0VZ', encode(node.key));
}
