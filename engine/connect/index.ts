/** connect: the Transport contract and its kinds. The only importer of ssh2. */
export {
  UnreachableError,
  type Channel,
  type ChannelEnd,
  type ConnectionTarget,
  type Transport,
  type TransportDef,
} from './transport.ts';
export { containerTransports } from './containers.ts';
export { makeLocalTransport } from './local.ts';
export { listSshOptions, parseSshConfig, type SshConfig } from './ssh-config.ts';
export { sshTransport } from './ssh.ts';
