/**
 * The program that gets a URL for a template, which cannot wait: reads what to ask from its standard
 * input, so that no password stands in a list of processes, and answers on its standard output.
 */
import { text } from 'node:stream/consumers';
import type { Said, UrlCall } from './read-url.ts';
import { fetchUrl } from './fetch-url.ts';
import { UrlError } from './url-error.ts';

async function answer(input: string): Promise<Said> {
  // oxlint-disable-next-line typescript/consistent-type-assertions -- written by read-url.ts
  const { request, around } = JSON.parse(input) as UrlCall;
  try {
    return { body: (await fetchUrl(request, around)).toString('base64') };
  } catch (error) {
    if (error instanceof UrlError) return { kind: error.kind, message: error.message };
    return { kind: 'value', message: error instanceof Error ? error.message : String(error) };
  }
}

void text(process.stdin)
  .then(answer)
  .then((said) => process.stdout.write(JSON.stringify(said)));
