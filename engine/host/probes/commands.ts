/** Small probes of the session itself: commands, environment, the end of a path. */
import { rawSh, sh } from '../../shell/index.ts';
import type { Probe } from '../contract.ts';
import { refuseMissingTool } from '../missing-tool.ts';

/** Asks where a command is; the probe answers its path, or undefined when there is none. */
export function commandExists(name: string): Probe<string | undefined> {
  return {
    name: 'command-exists',
    params: { name },
    script: sh`command -v -- ${name} 2>/dev/null || command -v ${name}`,
    parse: (reply) => {
      const path = reply.stdout.trim();
      return reply.rc === 0 && path !== '' ? path : undefined;
    },
  };
}

/** Asks for the environment of the session's user; LC_ALL is that of probes. */
export function environment(): Probe<Readonly<Record<string, string>>> {
  return {
    name: 'environment',
    params: {},
    script: rawSh('exec env -0'),
    parse: (reply) => {
      refuseMissingTool(reply);
      const pairs = reply.stdout.split('\0').filter((pair) => pair.includes('='));
      return Object.fromEntries(
        pairs.map((pair) => {
          const at = pair.indexOf('=');
          return [pair.slice(0, at), pair.slice(at + 1)];
        }),
      );
    },
  };
}

/** Asks where a path leads once all symlinks are followed; undefined when that is nowhere. */
export function realPath(path: string): Probe<string | undefined> {
  return {
    name: 'real-path',
    params: { path },
    script: sh`exec readlink -f -- ${path}`,
    parse: (reply) => {
      refuseMissingTool(reply);
      const found = reply.stdout.replace(/\n$/, '');
      return reply.rc === 0 && found !== '' ? found : undefined;
    },
  };
}
