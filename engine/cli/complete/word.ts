/** The first word of a question that a shell's completion asks. */
export const COMPLETE_WORD = '__complete';
