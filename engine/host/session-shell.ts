/**
 * One long-lived `sh` on a channel: sends frames, gathers what each part of them left. Knows no
 * probe and no step, retries nothing; when the shell is gone it says so and is thrown away.
 */
import { compileFrame, createMarkScanner, type FramePart, type Mark } from '../shell/index.ts';
import type { Channel } from '../connect/index.ts';
import type { OpenedChannel } from './open-as.ts';
import type { TaskFailure } from './contract.ts';

/** The two outputs of a script. */
export type OutputName = 'stdout' | 'stderr';

/** What one part of a frame left. */
export interface PartResult {
  readonly rc: number;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  readonly startedAt: number;
  readonly endedAt: number;
}

/** What a frame left: results of the parts that ran, in order, and whether the shell survived. */
export interface FrameResult {
  readonly parts: readonly PartResult[];
  /**
   * `ended`: the frame came to its end. `died`: the shell went away within the part behind the last
   * one; `unfinished` holds what that part had printed. `overflow`: the same, because it printed
   * more than is kept.
   */
  readonly outcome: 'ended' | 'died' | 'overflow';
  readonly unfinished: { readonly stdout: Uint8Array; readonly stderr: Uint8Array };
  readonly startedAt: number;
}

/** What to send, and who wants to know of it while it runs. */
export interface FrameRequest {
  /** Asked for when the frame is about to be sent, so that questions can still join it. */
  parts(): readonly FramePart[];
  /** Names and texts of function definitions the parts need; sent once in the shell's life. */
  readonly libraries?: ReadonlyMap<string, string>;
  onOutput?(part: number, output: OutputName, bytes: Uint8Array): void;
  /** Bytes that a part says it has done, and of how many; undefined when it does not know. */
  onProgress?(part: number, done: number, total: number | undefined): void;
  /** A part has begun: the frame has, or the part before it has ended. */
  onPart?(part: number): void;
}

/** What a shell is told at its start. */
export interface ShellSettings {
  /** Letters and digits that nothing on the host knows. */
  readonly nonce: string;
  readonly now: () => number;
  /** Output beyond this is no answer but an accident, and would take the controller's memory. */
  readonly maxOutputBytes: number;
}

/** How long a shell's output is waited for after its end, when something holds it open. */
const LAST_WORDS_MILLISECONDS = 200;

/** How long a shell that nothing is asked of any more may take to end. */
const LEAVE_MILLISECONDS = 2000;

/** What a stream of the running frame has brought so far. */
interface StreamState {
  chunks: Uint8Array[];
  readonly done: { readonly bytes: Uint8Array; readonly rc: number; readonly at: number }[];
  isOpen: boolean;
  isEnded: boolean;
}

interface RunningFrame {
  readonly request: FrameRequest;
  readonly stdout: StreamState;
  readonly stderr: StreamState;
  readonly startedAt: number;
  size: number;
  settle(outcome: FrameResult['outcome']): void;
}

function createStreamState(): StreamState {
  return { chunks: [], done: [], isOpen: false, isEnded: false };
}

function toResult(frame: RunningFrame, outcome: FrameResult['outcome']): FrameResult {
  const count = Math.min(frame.stdout.done.length, frame.stderr.done.length);
  const parts: PartResult[] = [];
  let startedAt = frame.startedAt;
  for (let index = 0; index < count; index += 1) {
    const [out, err] = [frame.stdout.done[index], frame.stderr.done[index]];
    if (out === undefined || err === undefined) break;
    const endedAt = Math.max(out.at, err.at);
    parts.push({ rc: out.rc, stdout: out.bytes, stderr: err.bytes, startedAt, endedAt });
    startedAt = endedAt;
  }
  const { stdout, stderr } = frame;
  return {
    parts,
    outcome,
    startedAt: frame.startedAt,
    unfinished: { stdout: Buffer.concat(stdout.chunks), stderr: Buffer.concat(stderr.chunks) },
  };
}

function endPart(state: StreamState, rc: number, at: number): void {
  state.done.push({ bytes: Buffer.concat(state.chunks), rc, at });
  state.chunks = [];
}

/** One shell, from its start to its end. At most one frame runs at a time. */
export class SessionShell {
  readonly #channel: Channel;
  readonly #toFailure: (stderr: string) => TaskFailure;
  readonly #nonce: string;
  readonly #settings: ShellSettings;
  readonly #knownLibraries = new Set<string>();
  #frame: RunningFrame | undefined;
  #early = '';
  #hasBegun = false;
  #isEnded = false;
  #isNoisy = false;
  /** The shell's process id on the host, 0 before its first frame has begun. */
  pid = 0;
  bytesSent = 0;
  bytesReceived = 0;

  constructor(opened: OpenedChannel, settings: ShellSettings) {
    this.#channel = opened.channel;
    this.#toFailure = (stderr) => opened.toFailure(stderr);
    this.#nonce = settings.nonce;
    this.#settings = settings;
    this.#listen('stdout');
    this.#listen('stderr');
    void opened.channel.exited.then(async () => {
      this.#isEnded = true;
      // Its last words may still be on the way; what it left in the background may never end.
      const grace = new Promise((resolve) => setTimeout(resolve, LAST_WORDS_MILLISECONDS));
      await Promise.race([opened.channel.ended, grace]);
      this.#frame?.settle('died');
    });
  }

  /**
   * False when the shell has ended, or when something left in the background writes to its outputs
   * between frames: the next frame's answers could not be trusted.
   */
  get isUsable(): boolean {
    return !this.#isEnded && !this.#isNoisy;
  }

  /** The failure to show when the shell ended before its first frame began; undefined after. */
  get startFailure(): TaskFailure | undefined {
    return this.#hasBegun ? undefined : this.#toFailure(this.#early);
  }

  /** Runs a frame. Never rejects: a shell that goes away is an outcome. */
  run(request: FrameRequest): Promise<FrameResult> {
    const prelude = [...(request.libraries ?? [])]
      .filter(([name]) => !this.#knownLibraries.has(name))
      .map(([name, text]) => {
        this.#knownLibraries.add(name);
        return `${text}\n`;
      })
      .join('');
    const text = Buffer.from(compileFrame(this.#nonce, request.parts(), prelude));
    return new Promise((resolve) => {
      const frame: RunningFrame = {
        request,
        stdout: createStreamState(),
        stderr: createStreamState(),
        startedAt: this.#settings.now(),
        size: 0,
        settle: (outcome) => {
          this.#frame = undefined;
          resolve(toResult(frame, outcome));
        },
      };
      this.#frame = frame;
      this.bytesSent += text.length;
      if (this.#isEnded) frame.settle('died');
      else this.#channel.stdin.write(text);
    });
  }

  /** Lets an idle shell come to its end by itself, and waits until it is gone from the host. */
  async leave(): Promise<void> {
    this.#channel.stdin.end();
    let timer: NodeJS.Timeout | undefined;
    const grace = new Promise((resolve) => (timer = setTimeout(resolve, LEAVE_MILLISECONDS)));
    await Promise.race([this.#channel.exited, grace]);
    clearTimeout(timer);
  }

  /** Ends the shell; a running frame settles as `died`. */
  close(): void {
    this.#isEnded = true;
    this.#channel.close();
    this.#frame?.settle('died');
  }

  #listen(name: OutputName): void {
    const scan = createMarkScanner(this.#nonce, {
      onBytes: (bytes) => {
        this.#onBytes(name, bytes);
      },
      onMark: (mark) => {
        this.#onMark(name, mark);
      },
    });
    this.#channel[name].on('data', (chunk: Buffer) => {
      this.bytesReceived += chunk.length;
      scan(chunk);
    });
    // Whoever answered a password prompt before has paused the streams.
    this.#channel[name].resume();
  }

  #onBytes(name: OutputName, bytes: Uint8Array): void {
    const frame = this.#frame;
    const state = frame?.[name];
    if (frame === undefined || state?.isOpen !== true) {
      if (this.#hasBegun) this.#isNoisy = true;
      else this.#early += name === 'stderr' ? Buffer.from(bytes).toString('utf8') : '';
      return;
    }
    frame.size += bytes.length;
    if (frame.size > this.#settings.maxOutputBytes) {
      this.#isEnded = true;
      frame.settle('overflow');
      this.#channel.close();
      return;
    }
    state.chunks.push(bytes);
    frame.request.onOutput?.(state.done.length, name, bytes);
  }

  #onMark(name: OutputName, mark: Mark): void {
    const frame = this.#frame;
    const state = frame?.[name];
    if (frame === undefined || state === undefined) return;
    switch (mark.is) {
      case 'begin':
        this.#hasBegun = true;
        this.pid = mark.pid;
        state.isOpen = true;
        if (name === 'stdout') frame.request.onPart?.(0);
        return;
      case 'progress':
        frame.request.onProgress?.(state.done.length, mark.done, mark.total);
        return;
      case 'part':
        endPart(state, mark.rc, this.#settings.now());
        if (name === 'stdout') frame.request.onPart?.(mark.index + 1);
        return;
      case 'end':
        state.isOpen = false;
        state.isEnded = true;
        if (frame.stdout.isEnded && frame.stderr.isEnded) frame.settle('ended');
    }
  }
}
