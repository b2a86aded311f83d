/** What time it is on a host, and in which zone. */
import { rawSh, sh } from '../../../shell/index.ts';
import { mark, type FactFamily } from './fact-family.ts';

const DATE_FORMAT =
  '+year=%Y;month=%m;weekday=%A;weekday_number=%w;weeknumber=%W;day=%d;hour=%H;minute=%M;' +
  'second=%S;epoch=%s;date=%Y-%m-%d;time=%H:%M:%S;tz=%Z;tz_offset=%z;nano=%N';

/** The family of `date_time`. */
export const dateTime: FactFamily = {
  name: 'date_time',
  script: sh`${mark('date')}
k=$(LC_ALL=C date ${DATE_FORMAT})
printf '%s\n' "$k"
case $k in *';tz=UTC;'*) ;; *)
  y=${rawSh('${k#year=}')}
  y=${rawSh('${y%%;*}')}
  date -d "$y-01-01 00:00:00" '+%z %Z'
  date -d "$y-07-01 00:00:00" '+%z %Z'
esac`,
  parse(answer) {
    const [local = '', ...zones] = answer.lines('date');
    const { nano = '', ...parts } = Object.fromEntries(
      local.split(';').map((part) => {
        const at = part.indexOf('=');
        return [part.slice(0, at), part.slice(at + 1)] as const;
      }),
    );
    const utc = toUtc(parts['epoch']);
    const micro = /^\d{9}$/.test(nano) ? nano.slice(0, 6) : '000000';
    const basic = `${parts['year'] ?? ''}${parts['month'] ?? ''}${parts['day'] ?? ''}T${(parts['time'] ?? '').replaceAll(':', '')}`;
    return {
      date_time: {
        ...parts,
        epoch_int: parts['epoch'],
        iso8601: `${utc}Z`,
        iso8601_micro: `${utc}.${micro}Z`,
        iso8601_basic: `${basic}${micro}`,
        iso8601_basic_short: basic,
        tz_dst: findSummerZone(zones) ?? parts['tz'],
      },
    };
  },
};

/** The zone's name in summer: of January and July the one with the larger offset. */
function findSummerZone(zones: readonly string[]): string | undefined {
  const known = zones.map((zone) => zone.split(' '));
  known.sort(([one = '0'], [other = '0']) => Number(other) - Number(one));
  return known[0]?.[1];
}

/** Universal time to the second; empty where the host told none. */
function toUtc(epoch: string | undefined): string {
  return epoch === undefined || !/^\d+$/.test(epoch)
    ? ''
    : new Date(Number(epoch) * 1000).toISOString().slice(0, -5);
}
