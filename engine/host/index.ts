/** host: what may be asked (HostReader), what may be done (Step), and how both become scripts. */
export {
  TaskFailure,
  type Content,
  type FileAttributes,
  type HostReader,
  type Probe,
  type Reply,
  type BulkQuestion,
  type SeenPath,
  type Step,
  type StepOutcome,
  type WriteStep,
} from './contract.ts';
export { type BecomeSpec } from './become.ts';
export { openSession, type SessionOptions } from './session.ts';
export type { HostSession, RunOptions, SessionStats } from './session-contract.ts';
export { createHosts, type Hosts, type HostsOptions } from './hosts.ts';
export {
  fileState,
  type ChecksumAlgorithm,
  type FileState,
  type FileStateOptions,
} from './probes/file-state.ts';
export { type FileInfo, type FileType } from './probes/file-info.ts';
export { readFile, type FileContent } from './probes/read-file.ts';
export { listDirectory, type DirectoryEntry, type ListOptions } from './probes/list-directory.ts';
export { groupInfo, userInfo, type GroupInfo, type UserInfo } from './probes/accounts.ts';
export { commandExists, environment, realPath } from './probes/commands.ts';
export { describeMissingTool, refuseMissingTool } from './missing-tool.ts';
export {
  reachPort,
  tcpSockets,
  type Reach,
  type ReachQuestion,
  type TcpSocket,
} from './probes/tcp.ts';
