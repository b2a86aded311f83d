/** Memory, processors, DMI and uptime. */
import { Float } from '../../../base/index.ts';
import { sh } from '../../../shell/index.ts';
import {
  mark,
  printFile,
  readLine,
  type Answer,
  type Facts,
  type FactFamily,
} from './fact-family.ts';

function parseMemory(answer: Answer): Facts {
  const kilobytes = Object.fromEntries(
    answer.lines('meminfo').map((line) => {
      const [key = '', value = ''] = line.split(':');
      return [key, Number.parseInt(value, 10)] as const;
    }),
  );
  const of = (key: string): number => kilobytes[key] ?? 0;
  const megabytes = (amount: number): number => Math.floor(amount / 1024);
  const cached = of('Cached') + of('Buffers') + of('MemFree');
  const swapUsed = of('SwapTotal') - of('SwapFree');
  return {
    memtotal_mb: megabytes(of('MemTotal')),
    memfree_mb: megabytes(of('MemFree')),
    swaptotal_mb: megabytes(of('SwapTotal')),
    swapfree_mb: megabytes(of('SwapFree')),
    memory_mb: {
      real: {
        total: megabytes(of('MemTotal')),
        used: megabytes(of('MemTotal') - of('MemFree')),
        free: megabytes(of('MemFree')),
      },
      nocache: {
        free: megabytes(cached),
        used: megabytes(of('MemTotal') - cached),
      },
      swap: {
        total: megabytes(of('SwapTotal')),
        free: megabytes(of('SwapFree')),
        used: megabytes(swapUsed),
        cached: megabytes(of('SwapCached')),
      },
    },
  };
}

interface Processors {
  readonly described: string[];
  readonly sockets: Map<string, number>;
  readonly siblings: Map<string, number>;
  readonly seen: Record<string, number>;
}

const DESCRIBING = ['model name', 'Processor', 'vendor_id', 'cpu', 'Vendor', 'processor'];

function readProcessors(lines: readonly string[]): Processors {
  const found: Processors = { described: [], sockets: new Map(), siblings: new Map(), seen: {} };
  let socket = '0';
  let core = '0';
  for (const line of lines) {
    const [key = '', value = ''] = line.split(':').map((part) => part.trim());
    if (DESCRIBING.includes(key)) {
      found.described.push(value);
      found.seen[key] = (found.seen[key] ?? 0) + 1;
    } else if (key === 'physical id') {
      socket = value;
      if (!found.sockets.has(value)) found.sockets.set(value, 1);
    } else if (key === 'core id') core = value;
    else if (key === 'cpu cores') found.sockets.set(socket, Number(value));
    else if (key === 'siblings') found.siblings.set(core, Number(value));
  }
  return found;
}

function countProcessors({ described, seen }: Processors, architecture: unknown): number {
  const { vendor_id: vendors = 0, 'model name': models = 0, processor = 0 } = seen;
  if (/^(armv|aarch|ppc)/.test(String(architecture))) return processor;
  return vendors > 0 && vendors === models ? vendors : described.length;
}

function parseProcessors(answer: Answer, known: Facts): Facts {
  const found = readProcessors(answer.lines('cpuinfo'));
  const count = found.sockets.size || countProcessors(found, known['architecture']);
  const cores = [...found.sockets.values()][0] ?? 1;
  const siblings = [...found.siblings.values()][0] ?? 1;
  const threads = Math.floor(siblings / cores);
  return {
    processor: found.described,
    processor_count: count,
    processor_cores: cores,
    processor_threads_per_core: threads,
    processor_vcpus: threads * count * cores,
    processor_nproc: Number(answer.line('nproc')),
  };
}

/** Fact name and the file below /sys/devices/virtual/dmi/id. */
const DMI = {
  bios_date: 'bios_date',
  bios_vendor: 'bios_vendor',
  bios_version: 'bios_version',
  board_asset_tag: 'board_asset_tag',
  board_name: 'board_name',
  board_serial: 'board_serial',
  board_vendor: 'board_vendor',
  board_version: 'board_version',
  chassis_asset_tag: 'chassis_asset_tag',
  chassis_serial: 'chassis_serial',
  chassis_vendor: 'chassis_vendor',
  chassis_version: 'chassis_version',
  form_factor: 'chassis_type',
  product_name: 'product_name',
  product_serial: 'product_serial',
  product_uuid: 'product_uuid',
  product_version: 'product_version',
  system_vendor: 'sys_vendor',
} as const;

/** SMBIOS chassis types, by number. */
const FORM_FACTORS =
  'Unknown|Other|Unknown|Desktop|Low Profile Desktop|Pizza Box|Mini Tower|Tower|Portable|Laptop|Notebook|Hand Held|Docking Station|All In One|Sub Notebook|Space-saving|Lunch Box|Main Server Chassis|Expansion Chassis|Sub Chassis|Bus Expansion Chassis|Peripheral Chassis|RAID Chassis|Rack Mount Chassis|Sealed-case PC|Multi-system|CompactPCI|AdvancedTCA|Blade|Blade Enclosure|Tablet|Convertible|Detachable|IoT Gateway|Embedded PC|Mini PC|Stick PC'.split(
    '|',
  );

function parseDmi(answer: Answer): Facts {
  const files = new Map(
    answer.lines('dmi').map((line) => {
      const at = line.indexOf('=');
      return [line.slice(0, at), line.slice(at + 1).trim()] as const;
    }),
  );
  return Object.fromEntries(
    Object.entries(DMI).map(([fact, file]) => {
      const text = files.get(file) ?? 'NA';
      const isNumbered = fact === 'form_factor' && text !== 'NA';
      return [fact, isNumbered ? (FORM_FACTORS[Number(text)] ?? 'Unknown') : text] as const;
    }),
  );
}

/** The families of this file. */
export const hardwareFamilies: readonly FactFamily[] = [
  {
    name: 'memory',
    subset: 'hardware',
    script: sh`${mark('meminfo')}
${printFile(sh`/proc/meminfo`)}`,
    parse: parseMemory,
  },
  {
    name: 'processor',
    subset: 'hardware',
    script: sh`${mark('cpuinfo')}
cat /proc/cpuinfo 2>/dev/null
${mark('nproc')}
nproc 2>/dev/null || grep -c '^processor' /proc/cpuinfo`,
    parse: parseProcessors,
  },
  {
    name: 'dmi',
    subset: 'hardware',
    script: sh`${mark('dmi')}
for k in ${Object.values(DMI)}; do
  if [ -r "/sys/devices/virtual/dmi/id/$k" ]; then
    ${readLine(sh`"/sys/devices/virtual/dmi/id/$k"`)}
    printf '%s=%s\n' "$k" "$_l"
  fi
done`,
    parse: parseDmi,
  },
  {
    name: 'uptime',
    subset: 'hardware',
    script: sh`${mark('uptime')}
${printFile(sh`/proc/uptime`)}`,
    parse: (answer) => ({
      uptime_seconds: Math.floor(Number(answer.line('uptime').split(' ')[0])),
    }),
  },
  {
    name: 'loadavg',
    script: sh`${mark('loadavg')}
${printFile(sh`/proc/loadavg`)}`,
    parse(answer) {
      const [one, five, fifteen] = answer.line('loadavg').split(' ');
      const float = (text: string | undefined): Float => new Float(Number(text));
      return { loadavg: { '1m': float(one), '5m': float(five), '15m': float(fifteen) } };
    },
  },
];
