/** File systems and block devices. */
import type { Plain } from '../../../base/index.ts';
import { rawSh, sh } from '../../../shell/index.ts';
import { mark, readLine, type Answer, type Facts, type FactFamily } from './fact-family.ts';

/** /proc/mounts writes blanks as `\040`. */
function decodeOctal(text: string): string {
  return text.replaceAll(/\\([0-7]{3})/g, (_whole, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}

function parseUuids(answer: Answer): ReadonlyMap<string, string> {
  return new Map(
    answer.lines('uuids').map((line) => {
      const [uuid = '', device = ''] = line.split(' ');
      return [device, uuid] as const;
    }),
  );
}

/** Numbers of `stat -f -c '%S %s %b %a %c %d'`; zeros when the file system did not answer. */
function describeUsage(numbers: readonly string[]): Facts {
  const number = (index: number): number => Number(numbers[index] ?? 0);
  const [size, blocks, available, inodes, free] = [0, 2, 3, 4, 5].map(number);
  const count = (value: number | undefined): number => value ?? 0;
  return {
    size_total: count(size) * count(blocks),
    size_available: count(size) * count(available),
    block_size: number(1),
    block_total: blocks,
    block_available: available,
    block_used: count(blocks) - count(available),
    inode_total: inodes,
    inode_available: free,
    inode_used: count(inodes) - count(free),
  };
}

/**
 * What is mounted: of several mounts on one path the last one counts, in the place of the first.
 * Source: `get_mount_facts` in ansible-core 2.14's `facts/hardware/linux.py`, which asks `findmnt`
 * what only shows a folder of a file system.
 */
function parseMounts(answer: Answer): Facts {
  const uuids = parseUuids(answer);
  const parts = new Set(answer.lines('parts'));
  const mounts = new Map<string, Plain>();
  for (const line of answer.lines('mounts')) {
    const [device = '', mount = '', fstype = '', options = '', ...numbers] = line.split(' ');
    const path = decodeOctal(mount);
    mounts.set(path, {
      mount: path,
      device: decodeOctal(device),
      fstype,
      options: parts.has(mount) ? `${options},bind` : options,
      ...describeUsage(numbers),
      uuid: uuids.get(device) ?? 'N/A',
    });
  }
  return { mounts: [...mounts.values()] };
}

/** Parts of paths in variables, without starting `basename` and `dirname`. */
const LAST_OF_K = rawSh('"${k##*/}"');
const LAST_OF_D = rawSh('"${d##*/}"');
const PARENT_OF_P = rawSh('"${p%/*}"');

const mounts: FactFamily = {
  name: 'mounts',
  subset: 'hardware',
  script: sh`${mark('mounts')}
while read -r d m t o _; do
  case $d in /*|*:/*) ;; *) continue ;; esac
  case $t in none) continue ;; esac
  printf '%s %s %s %s %s\n' "$d" "$m" "$t" "$o" "$(stat -f -c '%S %s %b %a %c %d' "$(printf '%b' "$m")" 2>/dev/null)"
done </proc/mounts
${mark('parts')}
{ while read -r _ _ _ r m _; do [ "$r" = / ] || printf '%s\n' "$m"; done </proc/self/mountinfo; } 2>/dev/null
${mark('uuids')}
for k in /dev/disk/by-uuid/*; do
  [ ! -L "$k" ] || printf '%s %s\n' ${LAST_OF_K} "$(readlink -f "$k")"
done`,
  parse: parseMounts,
};

/** Bytes as Ansible writes them: `20.00 GB`. */
function describeBytes(bytes: number): string {
  const units = ['Bytes', 'KB', 'MB', 'GB', 'TB', 'PB'];
  const power = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log2(bytes) / 10));
  return `${(bytes / 1024 ** power).toFixed(2)} ${units[power] ?? ''}`;
}

interface Block {
  readonly path: readonly string[];
  readonly fields: Readonly<Record<string, string>>;
}

function parseBlock(line: string): Block {
  const [name = '', ...pairs] = line.split('\t');
  const fields = pairs.map((pair) => {
    const at = pair.indexOf('=');
    return [pair.slice(0, at), pair.slice(at + 1).trim()] as const;
  });
  return { path: name.split('/'), fields: Object.fromEntries(fields) };
}

function describeSize(fields: Block['fields']): Facts {
  const sectors = Number(fields['size'] ?? 0);
  const sectorSize = fields['hw_sector_size'] ?? '512';
  return {
    sectors: String(sectors),
    sectorsize: sectorSize,
    // The kernel counts sectors of 512 bytes, whatever the device's own are.
    size: describeBytes(sectors * 512),
  };
}

const NO_LINKS = { ids: [], uuids: [], labels: [], masters: [] };

function describeDevice({ fields }: Block, partitions: Facts): Plain {
  const text = (key: string): string | null => fields[key] ?? null;
  return {
    ...describeSize(fields),
    virtual: fields['virtual'] === '1' ? 1 : 0,
    removable: text('removable'),
    rotational: text('rotational'),
    support_discard: text('discard_granularity'),
    scheduler_mode:
      /\[([^\]]+)\]/.exec(fields['scheduler'] ?? '')?.[1] ?? fields['scheduler'] ?? '',
    model: text('model'),
    vendor: text('vendor'),
    host: '',
    holders: (fields['holders'] ?? '').split(' ').filter((name) => name !== ''),
    sas_address: null,
    sas_device_handle: null,
    links: NO_LINKS,
    partitions,
  };
}

function parseDevices(answer: Answer): Facts {
  const blocks = answer.lines('devices').map(parseBlock);
  const devices: Record<string, Plain> = {};
  for (const block of blocks.filter(({ path }) => path.length === 1)) {
    const [name = ''] = block.path;
    const parts = blocks.filter(({ path }) => path.length === 2 && path[0] === name);
    const partitions = Object.fromEntries(
      parts.map(({ path, fields }) => [
        path[1] ?? '',
        {
          ...describeSize(fields),
          start: fields['start'] ?? '0',
          uuid: null,
          holders: [],
          links: NO_LINKS,
        },
      ]),
    );
    devices[name] = describeDevice(block, partitions);
  }
  return { devices };
}

const devices: FactFamily = {
  name: 'devices',
  subset: 'hardware',
  script: sh`${mark('devices')}
f() { if [ -r "$1" ]; then ${readLine(sh`"$1"`)}; printf '\t%s=%s' "$2" "$_l"; fi; }
for k in /sys/block/*; do
  [ -e "$k" ] || continue
  printf '%s' ${LAST_OF_K}
  [ ! -e /sys/devices/virtual/block/${LAST_OF_K} ] || printf '\tvirtual=1'
  for a in size removable; do f "$k/$a" $a; done
  for a in rotational scheduler hw_sector_size discard_granularity; do f "$k/queue/$a" $a; done
  for a in model vendor; do f "$k/device/$a" $a; done
  printf '\tholders='; for d in "$k"/holders/*; do [ ! -e "$d" ] || printf '%s ' ${LAST_OF_D}; done
  echo
  for p in "$k"/*/partition; do
    [ -e "$p" ] || continue
    d=${PARENT_OF_P}
    printf '%s/%s' ${LAST_OF_K} ${LAST_OF_D}
    for a in size start; do f "$d/$a" $a; done
    echo
  done
done`,
  parse: parseDevices,
};

/** The families of this file. */
export const storageFamilies: readonly FactFamily[] = [mounts, devices];
