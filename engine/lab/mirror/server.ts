/**
 * The mirror's HTTP server: serves folders on the lab's bridge address and writes each request
 * down, so that a test can tell whether anything was fetched again.
 */
import { appendFileSync, createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { LabError } from '../contract.ts';
import { flipLastByte, resolveAnswer, type MirrorFault } from './answer.ts';

/** What the server serves, and where. */
export interface MirrorConfig {
  readonly address: string;
  readonly port: number;
  /** The first folder that has a path wins. */
  readonly roots: readonly string[];
  readonly logFile: string;
}

interface FoundFile {
  readonly file: string;
  readonly size: number;
}

async function findFile(roots: readonly string[], path: string): Promise<FoundFile | undefined> {
  for (const root of roots) {
    const file = join(root, path);
    const found = await stat(file).catch(() => undefined);
    if (found?.isFile() === true) return { file, size: found.size };
  }
  return undefined;
}

async function sendSpoiled(
  found: FoundFile,
  fault: MirrorFault,
  response: ServerResponse,
): Promise<void> {
  const content = await readFile(found.file);
  if (fault === 'flipped') {
    response.end(flipLastByte(content));
    return;
  }
  const half = Math.floor(content.length / 2);
  response.write(content.subarray(0, half));
  await sleep(fault === 'slow' ? 3000 : 50);
  if (fault === 'slow') response.end(content.subarray(half));
  else response.destroy();
}

async function sendFile(
  found: FoundFile,
  fault: MirrorFault,
  method: string | undefined,
  response: ServerResponse,
): Promise<void> {
  response.writeHead(200, {
    'content-type': 'application/octet-stream',
    'content-length': found.size,
  });
  if (method === 'HEAD') response.end();
  else if (fault === 'none') await pipeline(createReadStream(found.file), response);
  else await sendSpoiled(found, fault, response);
}

async function answer(
  config: MirrorConfig,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = decodeURIComponent((request.url ?? '/').split('?')[0] ?? '/');
  const decided = resolveAnswer(path);
  const found = decided.kind === 'file' ? await findFile(config.roots, decided.path) : undefined;
  // Written down before the answer is sent: whoever has the answer must find it in the log.
  const note = (status: number): void => {
    appendFileSync(config.logFile, `${status} ${request.method ?? ''} ${path}\n`);
  };
  if (decided.kind === 'redirect') {
    note(302);
    response.writeHead(302, { location: decided.location }).end();
  } else if (decided.kind === 'missing' || found === undefined) {
    note(404);
    response.writeHead(404, { 'content-type': 'text/html' }).end('<html>404 Not Found</html>\n');
  } else {
    note(200);
    await sendFile(found, decided.fault, request.method, response);
  }
}

/**
 * Starts the server and gives it once it listens.
 * @throws LabError when the address cannot be listened on
 */
export async function serveMirror(config: MirrorConfig): Promise<Server> {
  const server = createServer((request, response) => {
    // A reader who goes away in the middle is no fault of the mirror.
    answer(config, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      reject(new LabError(`the mirror cannot listen: ${cause.message}`, { cause }));
    });
    server.listen(config.port, config.address, resolve);
  });
  return server;
}
