/** Debian's chromium without a window, spoken to over a pipe with its own protocol. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';

interface Answer {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly message: string };
}

type Given = Readonly<Record<string, unknown>>;

/** A page that is open. */
export interface Page {
  /** What an expression comes to in the page. */
  evaluate(expression: string): Promise<unknown>;
  /** Everything that was asked for over whatever scheme. */
  readonly requests: readonly string[];
}

function readAnswer(text: string): Answer {
  // What chromium writes is what its protocol says.
  return JSON.parse(text) as Answer; // oxlint-disable-line typescript/consistent-type-assertions -- the protocol's own form
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

/** The browser; one for all tests of a file. */
export class Browser {
  readonly #profile = mkdtempSync(join(tmpdir(), 'kplay-chromium-'));
  readonly #child: ChildProcess;
  readonly #input: Writable;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  readonly #listeners = new Set<(answer: Answer) => void>();
  #next = 1;

  constructor() {
    const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--remote-debugging-pipe'];
    this.#child = spawn('chromium', [...flags, `--user-data-dir=${this.#profile}`], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    });
    const [, , , input, output] = this.#child.stdio;
    if (!(input instanceof Writable) || !(output instanceof Readable)) throw new Error('no pipe');
    this.#input = input;
    let rest = '';
    output.setEncoding('utf8').on('data', (chunk: string) => {
      const texts = `${rest}${chunk}`.split('\0');
      rest = texts.pop() ?? '';
      for (const text of texts) this.#take(readAnswer(text));
    });
  }

  #take(answer: Answer): void {
    for (const listener of this.#listeners) listener(answer);
    const settle = answer.id === undefined ? undefined : this.#waiting.get(answer.id);
    settle?.(answer);
  }

  async #send(method: string, params: Given = {}, sessionId?: string): Promise<Given> {
    const id = this.#next++;
    const answered = new Promise<Answer>((resolve) => {
      this.#waiting.set(id, resolve);
    });
    this.#input.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    const { result = {}, error } = await answered;
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return result;
  }

  #once(method: string): Promise<void> {
    return new Promise((resolve) => {
      const listener = (answer: Answer): void => {
        if (answer.method !== method) return;
        this.#listeners.delete(listener);
        resolve();
      };
      this.#listeners.add(listener);
    });
  }

  /** Opens a page at a width, on a phone when it is narrow. */
  async open(url: string, width: number): Promise<Page> {
    const { targetId } = await this.#send('Target.createTarget', { url: 'about:blank' });
    const attached = await this.#send('Target.attachToTarget', { targetId, flatten: true });
    const session = String(attached['sessionId']);
    const requests: string[] = [];
    this.#listeners.add(({ method, params }) => {
      if (method === 'Network.requestWillBeSent') {
        requests.push(String(fieldOf(params?.['request'], 'url')));
      }
    });
    for (const domain of ['Page', 'Network', 'Runtime']) {
      await this.#send(`${domain}.enable`, {}, session);
    }
    const isPhone = width < 600;
    const size = { width, height: 740, deviceScaleFactor: isPhone ? 2 : 1, mobile: isPhone };
    await this.#send('Emulation.setDeviceMetricsOverride', size, session);
    const loaded = this.#once('Page.loadEventFired');
    await this.#send('Page.navigate', { url }, session);
    await loaded;
    return {
      requests,
      evaluate: async (expression) => {
        const given = { expression, returnByValue: true };
        const { result } = await this.#send('Runtime.evaluate', given, session);
        return fieldOf(result, 'value');
      },
    };
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once('close', resolve));
    await this.#send('Browser.close').catch(() => undefined);
    await ended;
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
