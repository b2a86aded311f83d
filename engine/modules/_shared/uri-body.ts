/** The body of a request in each of `body_format`'s forms. Pure. */
import { Dict, isList, type Value } from '../../base/index.ts';
import { TaskFailure } from '../../host/index.ts';
import { toPythonJson, toScalarText } from './python-json.ts';

/** A body, and the content type that belongs to it. */
export interface UriBody {
  readonly text: string;
  readonly type: string | undefined;
}

export type BodyFormat = 'form-multipart' | 'form-urlencoded' | 'json' | 'raw';

/** As Python's quote_plus. */
function encodeForm(value: Value): string {
  return encodeURIComponent(toScalarText(value))
    .replaceAll(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');
}

function toPairs(body: Value): readonly (readonly [Value, Value])[] {
  if (body instanceof Dict) return [...body];
  if (!isList(body)) throw new TaskFailure('body must be a dict or a list of pairs for a form');
  return body.map((pair) => {
    if (!isList(pair) || pair.length !== 2) throw new TaskFailure('a form needs pairs of two');
    return [pair[0] ?? '', pair[1] ?? ''] as const;
  });
}

function toForm(body: Value): string {
  if (typeof body === 'string') return body;
  return toPairs(body)
    .flatMap(([name, value]) =>
      (isList(value) ? value : [value]).map((item) => `${encodeForm(name)}=${encodeForm(item)}`),
    )
    .join('&');
}

const BOUNDARY = '==kplay-part-of-a-form==';

function toPart(name: string, value: Value, readFile: (name: string) => string): string {
  const escaped = name.replaceAll('"', '%22');
  const head = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${escaped}"`;
  if (!(value instanceof Dict)) return `${head}\r\n\r\n${toScalarText(value)}\r\n`;
  const [content, filename, type] = ['content', 'filename', 'mime_type'].map((key) => {
    const item = value.get(key);
    return item === undefined || item === null ? undefined : toScalarText(item);
  });
  if (content === undefined && filename === undefined) {
    throw new TaskFailure(`the part ${name} of a form needs \`content\` or \`filename\``);
  }
  const base = filename?.slice(filename.lastIndexOf('/') + 1);
  const named = base === undefined ? '' : `; filename="${base.replaceAll('"', '%22')}"`;
  const text = content ?? readFile(filename ?? '');
  const kind = type ?? (filename === undefined ? 'text/plain' : 'application/octet-stream');
  return `${head}${named}\r\nContent-Type: ${kind}\r\n\r\n${text}\r\n`;
}

function toMultipart(body: Value, readFile: (name: string) => string): UriBody {
  if (!(body instanceof Dict)) throw new TaskFailure('a form of parts must be a dict');
  const parts = [...body].map(([name, value]) => toPart(toScalarText(name), value, readFile));
  return {
    text: `${parts.join('')}--${BOUNDARY}--\r\n`,
    type: `multipart/form-data; boundary="${BOUNDARY}"`,
  };
}

/**
 * Writes a body.
 * @param readFile reads a file of the controller that a part of a form names
 */
export function toUriBody(
  body: Value,
  format: BodyFormat,
  readFile: (name: string) => string,
): UriBody {
  switch (format) {
    case 'json': {
      const text = typeof body === 'string' ? body : toPythonJson(body);
      return { text, type: 'application/json' };
    }
    case 'form-urlencoded':
      return { text: toForm(body), type: 'application/x-www-form-urlencoded' };
    case 'form-multipart':
      return toMultipart(body, readFile);
    case 'raw':
      return { text: toScalarText(body), type: undefined };
  }
}
