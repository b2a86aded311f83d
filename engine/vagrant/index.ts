/** vagrant: which machines Vagrant has made, and how to reach them. */
export { parseSshConfig } from './parse-ssh-config.ts';
export { findProjectFolder, listMachines, type MachineFolder } from './machine-folders.ts';
export { loadMachines, type LoadMachinesInput } from './load-machines.ts';
export { vagrantHome } from './machine-index.ts';
export { vagrantMachinesDown } from './problems.ts';
export type { CommandReply, Machines, RunCommand, VagrantMachine } from './machine.ts';
