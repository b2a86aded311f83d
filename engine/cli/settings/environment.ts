/** The environment of the process, read by main only and handed on. */
export type Environment = Readonly<Record<string, string | undefined>>;
