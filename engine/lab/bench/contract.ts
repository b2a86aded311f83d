/** The words of a measurement: what is run, against what, and what came of it. */

/** What can be measured side by side. `ansible` runs with pipelining, `mitogen` on its strategy. */
export type BenchTool = 'kplay' | 'ansible' | 'mitogen';

/** A first run meets fresh hosts, a second run hosts on which nothing is left to do. */
export type BenchPhase = 'first' | 'second';

/** What is wanted of a measurement. */
export interface BenchOptions {
  readonly tools: readonly BenchTool[];
  /** Rounds; medians are taken over them. */
  readonly runs: number;
  /** Round-trip times to measure at, in milliseconds. */
  readonly roundTrips: readonly number[];
  readonly playbook: string;
  readonly forks: number;
  /** With `second` only, hosts are set up once, and only runs without changes are timed. */
  readonly phases: readonly BenchPhase[];
  /** The program and first arguments that run kplay. */
  readonly kplay: readonly string[];
  /** Variables that get a new folder of this machine for each first run. */
  readonly folderVariables: readonly string[];
  /** Ends measuring, when the user gives up; the lab is taken down all the same. */
  readonly signal?: AbortSignal | undefined;
}

/** One timed run. */
export interface BenchSample {
  readonly tool: BenchTool;
  readonly phase: BenchPhase;
  readonly roundTrip: number;
  readonly seconds: number;
  /** The most memory that the biggest process of the run held. */
  readonly peakMegabytes: number;
  readonly changed: number;
  /** Host name -> round trips; only kplay counts them. */
  readonly hostRoundTrips?: Readonly<Record<string, number>> | undefined;
}

/** Everything that was measured, and how the round trips were made longer. */
export interface BenchReport {
  readonly options: BenchOptions;
  readonly hosts: number;
  readonly samples: readonly BenchSample[];
  readonly delays: readonly string[];
  /** What was measured, with versions. */
  readonly versions: readonly string[];
}

/** The variables of `playbooks/site.yml` that name folders on the machine that runs it. */
export const siteFolderVariables = [
  'pki_directory',
  'kubelet_download_directory',
  'cni_download_directory',
] as const;
