/** What kplay knows of one Vagrant machine: how to reach it by ssh. Plain data. */

/** A machine as `vagrant ssh-config` describes it. */
export interface VagrantMachine {
  readonly name: string;
  readonly hostName: string;
  readonly port: number;
  readonly user: string;
  /** Private keys in the order to try them; paths on the controller. */
  readonly identityFiles: readonly string[];
  /** True when only these keys may be offered, not the agent's. */
  readonly identitiesOnly: boolean;
  /** `yes`, `no`, `ask` or `accept-new`, as ssh has it. */
  readonly strictHostKeyChecking: string;
  readonly knownHostsFiles: readonly string[];
  readonly forwardAgent: boolean;
  readonly proxyCommand: string | undefined;
}

/** The machines of one project. */
export interface Machines {
  /** In the Vagrantfile's order. */
  readonly running: readonly VagrantMachine[];
  /** Names of machines that were made and do not run now. */
  readonly down: readonly string[];
  /** Where the Vagrantfile is. */
  readonly folder: string;
  /** Usually `.vagrant` beside it. */
  readonly dataFolder: string;
}

/** What a command left. */
export interface CommandReply {
  readonly rc: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program on the controller; handed in by whoever may start programs. */
export type RunCommand = (argv: readonly string[], cwd: string) => Promise<CommandReply>;
