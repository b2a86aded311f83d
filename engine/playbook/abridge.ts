/** What a listing need not read of a file: most of the time it takes is that of reading YAML. */
import type { SourceFile } from '../base/index.ts';

/**
 * Leaves out what stands below a key, wherever it begins a line. A text that spans lines may lose some of its own,
 * so this is only for files of which nothing but the names in them is asked.
 */
export function abridge(file: SourceFile, key: string): SourceFile {
  const block = new RegExp(`^( *)(${key}:)[ \\t]*\\n(?:\\1 .*(?:\\n|$)|[ \\t]*\\n)+`, 'gm');
  return { ...file, text: file.text.replace(block, '$1$2\n') };
}
