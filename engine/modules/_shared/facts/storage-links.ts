/**
 * By what other names block devices are known, what LVM keeps on them, and how the host calls itself
 * where disks are reached over a network.
 */
import { rawSh, sh } from '../../../shell/index.ts';
import { mark, printFile, type Answer, type Facts, type FactFamily } from './fact-family.ts';

type Names = Readonly<Record<string, readonly string[]>>;

/** Gathers `KIND\tDEVICE\tNAME` lines of a kind. */
function namesOf(kind: string, lines: readonly string[]): Names {
  const names: Record<string, string[]> = {};
  for (const line of lines) {
    const [word, device = '', name = ''] = line.split('\t');
    if (word === kind) (names[device] ??= []).push(name);
  }
  const sorted = Object.entries(names).map(([device, list]) => [device, list.sort()] as const);
  return Object.fromEntries(sorted);
}

/** The last part of a path in a variable, without starting `basename`. */
const LAST_OF_K = rawSh('"${k##*/}"');
const LAST_OF_T = rawSh('"${t##*/}"');

const links: FactFamily = {
  name: 'device-links',
  subset: 'hardware',
  script: sh`${mark('device-links')}
for d in id uuid label; do
  for k in /dev/disk/by-$d/*; do
    if [ -L "$k" ]; then t=$(readlink "$k"); printf '%s\t%s\t%s\n' $d ${LAST_OF_T} ${LAST_OF_K}; fi
  done
done
for k in /sys/block/*/slaves/*; do
  if [ -e "$k" ]; then t=${rawSh('${k%/slaves/*}')}; printf 'master\t%s\t%s\n' ${LAST_OF_K} ${LAST_OF_T}; fi
done`,
  parse(answer) {
    const lines = answer.lines('device-links');
    const at = (kind: string): Names => namesOf(kind, lines);
    return {
      device_links: {
        ids: at('id'),
        uuids: at('uuid'),
        labels: at('label'),
        masters: at('master'),
      },
    };
  },
};

/** Reads what `vgs`, `lvs` and `pvs` list with commas; the columns are those they have by themselves. */
function readVolumes(answer: Answer): Facts {
  const rows = (part: string): readonly (readonly string[])[] =>
    answer.lines(part).map((line) => line.trim().split(','));
  const vgs = rows('vgs').map((row) => {
    const [name = '', pvs = '', lvs = ''] = row;
    const [size = '', free = ''] = row.slice(-2);
    return [name, { size_g: size, free_g: free, num_lvs: lvs, num_pvs: pvs }] as const;
  });
  const lvs = rows('lvs').map(([name = '', vg = '', , size = '']) => {
    return [name, { size_g: size, vg }] as const;
  });
  const pvs = rows('pvs').map(([name = '', vg = '', , , size = '', free = '']) => {
    return [name, { size_g: size, free_g: free, vg }] as const;
  });
  const [byVg, byLv, byPv] = [vgs, lvs, pvs].map((pairs) => Object.fromEntries<Facts>(pairs));
  return { lvs: byLv, vgs: byVg, pvs: byPv };
}

/** Only root may ask LVM; others are told `N/A`, as by Ansible 2.14. */
const volumes: FactFamily = {
  name: 'lvm',
  subset: 'hardware',
  script: sh`PATH=$PATH:/usr/sbin:/sbin
if command -v vgs >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
  ${mark('lvm')}
  echo there
  o='--noheadings --nosuffix --units g --separator ,'
  ${mark('vgs')}
  vgs $o 2>/dev/null
  ${mark('lvs')}
  lvs $o 2>/dev/null
  ${mark('pvs')}
  pvs $o 2>/dev/null
fi`,
  parse: (answer) => ({ lvm: answer.line('lvm') === 'there' ? readVolumes(answer) : 'N/A' }),
};

const fibreChannel: FactFamily = {
  name: 'fibre_channel_wwn',
  script: sh`${mark('fc')}
for k in /sys/class/fc_host/*/port_name; do [ ! -r "$k" ] || cat "$k"; done`,
  parse: (answer) => ({
    fibre_channel_wwn: answer.lines('fc').map((line) => line.trim().replace(/^0x/, '')),
  }),
};

const iscsi: FactFamily = {
  name: 'iscsi',
  script: sh`${mark('iscsi')}
${printFile(sh`/etc/iscsi/initiatorname.iscsi`)}`,
  parse(answer) {
    const line = answer.lines('iscsi').find((text) => text.startsWith('InitiatorName='));
    return { iscsi_iqn: line?.slice('InitiatorName='.length).trim() ?? '' };
  },
};

const nvme: FactFamily = {
  name: 'nvme',
  script: sh`${mark('nvme')}
${printFile(sh`/etc/nvme/hostnqn`)}`,
  parse(answer) {
    const line = answer.lines('nvme').find((text) => text.startsWith('nqn.'));
    return { hostnqn: line?.trim() ?? '' };
  },
};

/** The families of this file. */
export const storageLinkFamilies: readonly FactFamily[] = [
  links,
  volumes,
  fibreChannel,
  iscsi,
  nvme,
];
