/** `strftime` and `to_datetime` (ansible's core filters); local time is UTC here. */
import type { Value } from '../../base/index.ts';
import { pluginIn, plugin } from '../plugin-def.ts';
import { asText } from '../values/arguments.ts';
import { fromEpoch } from '../values/calendar.ts';
import { TemplateFailure, fail } from '../values/failure.ts';
import { toFloat } from '../values/read-number.ts';
import { formatUtc, parseTime } from '../values/strftime.ts';
import { toText } from '../values/text.ts';

function toSeconds(value: Value): number {
  try {
    return toFloat(value);
  } catch (error) {
    if (!(error instanceof TemplateFailure)) throw error;
    return fail('FilterError', `Invalid value for epoch value (${toText(value)})`);
  }
}

export const timeFilters = [
  pluginIn('strftime', 'string_format, second=None, utc=False', (runtime) => (format, second) => {
    const now = runtime.context.reader.now().getTime() / 1000;
    const seconds = Math.floor(second === null ? now : toSeconds(second));
    return formatUtc(fromEpoch(seconds * 1000), asText(format));
  }),
  plugin('to_datetime', "string, format='%Y-%m-%d %H:%M:%S'", (text, format) =>
    parseTime(asText(text), asText(format)),
  ),
];
