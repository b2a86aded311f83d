/**
 * The mirror as a process of its own: `node main.js CONFIG`, with a MirrorConfig as JSON. Started
 * by `process.ts`, ended by a signal.
 */
import { serveMirror } from './server.ts';

function readConfig(text: string): Parameters<typeof serveMirror>[0] {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null) throw new TypeError('no mirror configuration');
  const { address, port, roots, logFile } = {
    address: '',
    port: 0,
    roots: [],
    logFile: '',
    ...value,
  };
  return { address, port, roots, logFile };
}

await serveMirror(readConfig(process.argv[2] ?? '{}'));
