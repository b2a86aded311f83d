/** lab: throwaway systemd hosts on this machine, in systemd-nspawn, with a mirror of downloads. */
export type {
  BenchOptions,
  BenchPhase,
  BenchReport,
  BenchSample,
  BenchTool,
} from './bench/contract.ts';
export { siteFolderVariables } from './bench/contract.ts';
export { renderBench } from './bench/report.ts';
export { runBench } from './bench/run-bench.ts';
export {
  LabError,
  mirrorPort,
  operatorPassword,
  standardLab,
  standardPlaces,
  type Lab,
  type LabEvent,
  type LabHost,
  type LabHostPlan,
  type LabListener,
  type LabPlaces,
} from './contract.ts';
export { downLab, rebootHost, resetLab, upLab, type LabOptions } from './lab.ts';
export {
  getHost,
  getLab,
  inventoryFile,
  listLabs,
  mirrorLogFile,
  type LabHostStatus,
  type LabStatus,
} from './list-labs.ts';
export {
  changeHostKey,
  killSshSessions,
  mountSmallDisk,
  setLink,
  setRoundTrip,
  setSshServer,
  unmountSmallDisk,
} from './faults.ts';
export { findPackageRoot } from './package-root.ts';
export { runInHost } from './guest.ts';
export { planHosts } from './plan.ts';
export { checkLab, ensurePackages, installPackages, type LabObstacle } from './requirements.ts';
export { ensureLayers, makeOnce, recipeKey } from './base.ts';
export { ensureMirrorTree } from './mirror/tree.ts';
export { serveMirror, type MirrorConfig } from './mirror/server.ts';
export { toMirrorConfig } from './mirror/process.ts';
export { keyFile, knownHostsFile } from './keys.ts';
export { sshCommand, sshOptions } from './ssh.ts';
export { startRelays, type Relay, type Relays } from './relay.ts';
