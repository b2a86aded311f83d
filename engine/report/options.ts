/** What a reporter is made with. Everything it needs from the world is handed in here. */

import type { Palette } from './paint.ts';
import type { YamlForm } from './yaml-result.ts';

/** Options of every reporter; a reporter ignores what does not concern it. */
export interface ReporterOptions {
  /** Takes finished text; whoever made the reporter decides where it goes. */
  readonly write: (text: string) => void;
  /** Takes warnings. Without it they go to `write`. */
  readonly writeError?: ((text: string) => void) | undefined;
  /** True when `write` ends in a terminal that understands `\r`: turns on the live line. */
  readonly isTty: boolean;
  /** Width of the terminal; only looked at when `isTty`. */
  readonly columns: number;
  readonly colors: boolean;
  /** Colours that somebody chose, as parameters of SGR by tone; the others are the usual ones. */
  readonly palette?: Palette | undefined;
  /** Lines around a change in a diff (DIFF_CONTEXT). 3 when missing. */
  readonly diffContext?: number | undefined;
  /** Bytes up to which a text is shown in a diff (MAX_FILE_SIZE_FOR_DIFF); 0 is any size. */
  readonly maxDiffBytes?: number | undefined;
  /** True sends what -v adds to `writeError` (VERBOSE_TO_STDERR). */
  readonly isVerboseToError?: boolean;
  /** How many `-v` were given. */
  readonly verbosity: number;
  /** Print differences (`--diff`). */
  readonly showDiff: boolean;
  /** Replaces secrets; every text passes through it right before it is written. */
  readonly mask: (text: string) => string;
  /** Milliseconds since the epoch, for durations and speeds. */
  readonly now: () => number;
  /** False hides hosts that were skipped (DISPLAY_SKIPPED_HOSTS). True when missing. */
  readonly displaySkippedHosts?: boolean;
  /** False hides hosts that were already as they should be (DISPLAY_OK_HOSTS). True when missing. */
  readonly displayOkHosts?: boolean;
  /** True shows what `debug` says, also where hosts that are ok are hidden. */
  readonly showsMessages?: boolean;
  /** False leaves out `at file:line:column` and code frames under failed tasks. True when missing. */
  readonly showPlaces?: boolean;
  /** How the data of results is written in text (CALLBACK_RESULT_FORMAT). JSON when missing. */
  readonly resultForm?: YamlForm | undefined;
  /** Whether data is spread over lines: always, never, or (missing) where it is long. */
  readonly isPretty?: boolean | undefined;
  /** True sends failures to `writeError` (DISPLAY_FAILED_STDERR). */
  readonly isFailureToError?: boolean;
  /** What `-v` says first, such as which settings count. */
  readonly opening?: string;
  /** Makes the path of a task's file absolute. Paths are shown as they are when missing. */
  readonly toFullPath?: (path: string) => string;
  /** True shows the file and line of a task above its failure (SHOW_TASK_PATH_ON_FAILURE). */
  readonly showsPathOfFailed?: boolean;
  /** True marks headlines of what runs in check mode (CHECK_MODE_MARKERS). */
  readonly marksCheckMode?: boolean;
  /** True prints what set_stats set, after the recap (SHOW_CUSTOM_STATS). */
  readonly showCustomStats?: boolean;
  /** True prints the output of commands while they run, as `host | text`. */
  readonly isStreaming?: boolean;
}
