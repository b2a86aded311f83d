/** shell: POSIX sh as text only (quoting, scripts, session framing). Runs nothing. */
export { BACKUP_ENDING, joinSh, quote, rawSh, sh, type Sh, type ShPart } from './sh.ts';
export {
  compileFrame,
  createMarkScanner,
  type FramePart,
  type Mark,
  type MarkSink,
} from './framing.ts';
export { splitWords } from './split-words.ts';
