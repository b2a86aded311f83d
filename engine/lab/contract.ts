/**
 * The words of the lab: what a lab is made of, where it lies on this machine, how it tells what it
 * is doing. Types and defaults only; nothing here touches the machine.
 */

/** One throwaway host: a name, an inventory group and an address on the lab's bridge. */
export interface LabHost {
  readonly name: string;
  readonly group: string;
  readonly address: string;
  /** The name of the container, unique over all labs: `kplay-0-11`. */
  readonly machine: string;
  /** The host side of its network link, as systemd-nspawn names it. */
  readonly link: string;
  /** Its SSH host key, as it stands in known_hosts after the address. */
  readonly hostKey: string;
}

/** A host as it is asked for; the address's last number is chosen when left out. */
export interface LabHostPlan {
  readonly name: string;
  readonly group: string;
  readonly number: number;
}

/** A lab that was made: what `listLab` gives and what is kept in its state file. */
export interface Lab {
  readonly name: string;
  /** The N of 10.77.N.0/24. */
  readonly subnet: number;
  readonly withPython: boolean;
  readonly hosts: readonly LabHost[];
  /** Layers of the root file system, the topmost first. */
  readonly layers: readonly string[];
  readonly mirrorPid?: number | undefined;
}

/** The two directories that the lab writes to; nothing else on the machine is touched. */
export interface LabPlaces {
  /** Keys, known_hosts, and each lab's writable layers. */
  readonly stateDir: string;
  /** What is made once and can be thrown away at any time. */
  readonly cacheDir: string;
}

/** The places that `inventory/lab.yml` names. */
export const standardPlaces: LabPlaces = {
  stateDir: '/var/lib/kplay-lab',
  cacheDir: '/var/cache/kplay-lab',
};

/** The name of the lab that `inventory/lab.yml` describes; it always has subnet 0. */
export const standardLab = 'lab';

/** Port of the mirror on each lab's bridge address. */
export const mirrorPort = 8077;

/** Password of the user `operator`, who may use sudo only with it. Known to tests; guards nothing. */
export const operatorPassword = 'lab operator';

/** One thing the lab says about its work, for whoever shows progress. */
export interface LabEvent {
  readonly step: 'packages' | 'base' | 'mirror' | 'network' | 'boot' | 'ready' | 'stop' | 'bench';
  /** A sentence part: `installing systemd-container`. */
  readonly text: string;
  readonly host?: string | undefined;
}

/** Receives the lab's progress. */
export type LabListener = (event: LabEvent) => void;

/** Says that the lab could not do something, and what to do about it. */
export class LabError extends Error {
  override readonly name = 'LabError';
  readonly help: string | undefined;

  /** @param help the next command to type, when there is one */
  constructor(message: string, options: { help?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.help = options.help;
  }
}
