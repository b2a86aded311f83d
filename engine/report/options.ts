/** What a reporter is made with. Everything it needs from the world is handed in here. */

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
  /** False leaves out `at file:line:column` and code frames under failed tasks. True when missing. */
  readonly showPlaces?: boolean;
  /** True prints what set_stats set, after the recap (SHOW_CUSTOM_STATS). */
  readonly showCustomStats?: boolean;
  /** True prints the output of commands while they run, as `host | text`. */
  readonly isStreaming?: boolean;
}
