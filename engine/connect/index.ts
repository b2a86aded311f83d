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
export { localTransport } from './local.ts';
export { sshTransport } from './ssh.ts';
