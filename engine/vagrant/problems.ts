/** The problems that this room raises: one factory each. */
import type { Problem, Span } from '../base/index.ts';

export function vagrantfileMissing(folder: string, span?: Span): Problem {
  return {
    code: 'vagrantfile-missing',
    message: `there is no Vagrantfile in \`${folder}\` nor in any folder above it`,
    span,
    help: 'run `vagrant init`, or use another inventory',
  };
}

export function vagrantFailed(rc: number, stderr: string, span?: Span): Problem {
  const said = stderr.trim();
  return {
    code: 'vagrant-failed',
    message: `\`vagrant ssh-config\` ended with exit code ${rc}${said === '' ? '' : `:\n${said}`}`,
    span,
    help: 'vagrant status',
  };
}

export function vagrantNoMachines(folder: string, span?: Span): Problem {
  return {
    code: 'vagrant-no-machines',
    message: `no machine of the Vagrantfile in \`${folder}\` is running`,
    span,
    help: 'vagrant up',
  };
}

export function vagrantMissing(isWsl: boolean, span?: Span): Problem {
  return {
    code: 'vagrant-missing',
    message: 'the program `vagrant` was not found, and only it knows where the machines are',
    span,
    help: isWsl
      ? 'install Vagrant in WSL or in Windows, and keep the PATH of Windows in WSL'
      : 'install Vagrant, or write the addresses into an inventory of your own',
  };
}

export function vagrantMachinesDown(names: readonly string[], span?: Span): Problem {
  const shown = names.map((name) => `\`${name}\``).join(', ');
  const are = names.length === 1 ? 'is' : 'are';
  const start = `vagrant up ${names.join(' ')}`;
  return {
    code: 'vagrant-machines-down',
    message: `${shown} of the Vagrantfile ${are} not running and left out: ${start}`,
    span,
  };
}
