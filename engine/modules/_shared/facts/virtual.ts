/** Whether a host is a guest, and of what. */
import { sh } from '../../../shell/index.ts';
import { mark, printFile, type Answer, type Facts, type FactFamily } from './fact-family.ts';

const PRODUCTS: readonly (readonly [RegExp, string])[] = [
  [/^(KVM|KVM Server|Bochs|AHV|Alibaba Cloud ECS)$/, 'kvm'],
  [/^(RHEV Hypervisor|oVirt Node|oVirt)$/, 'RHEV'],
  [/^VMware|^VMware Virtual Platform/, 'VMware'],
  [/^OpenStack/, 'openstack'],
  [/^VirtualBox/, 'virtualbox'],
  [/^(Parallels)/, 'parallels'],
  [/^HVM domU/, 'xen'],
];

const VENDORS: readonly (readonly [RegExp, string])[] = [
  [/^Xen/, 'xen'],
  [/^innotek GmbH/, 'virtualbox'],
  [/^(QEMU|Red Hat|Google|Amazon EC2|DigitalOcean|Hetzner|linode|Nutanix|Fly\.io)/, 'kvm'],
  [/^Microsoft Corporation/, 'VirtualPC'],
  [/^Parallels/, 'parallels'],
  [/^OpenStack/, 'openstack'],
  [/^VMware/, 'VMware'],
];

function findIn(text: string, table: typeof PRODUCTS): string | undefined {
  return table.find(([pattern]) => pattern.test(text))?.[1];
}

/** The container that this is, by the traces that engines leave. */
function findContainer(answer: Answer): string | undefined {
  const cgroup = answer.text('cgroup');
  const marks = new Set(answer.lines('container-files'));
  if (/\/docker(\/|-[0-9a-f]+\.scope)/.test(cgroup) || marks.has('/.dockerenv')) return 'docker';
  if (marks.has('/run/.containerenv')) return 'podman';
  if (/\/(lxc|lxc.payload)\//.test(cgroup)) return 'lxc';
  if (/\/system.slice\/containerd.service/.test(cgroup)) return 'containerd';
  const first = /^container=(.+)$/m.exec(answer.text('first-env'))?.[1];
  // What the first process was told names these two; of any other only that it is one.
  if (first !== undefined) return first === 'lxc' || first === 'podman' ? first : 'container';
  return answer.line('systemd-container') || undefined;
}

function findMachine(answer: Answer): string | undefined {
  const [product = '', vendor = ''] = answer.text('virtual-dmi').split('\n');
  const named = findIn(product.trim(), PRODUCTS) ?? findIn(vendor.trim(), VENDORS);
  if (named !== undefined) return named;
  if (answer.line('xen') !== '') return 'xen';
  return /^model name\s*:.*QEMU Virtual CPU/m.test(answer.text('virtual-cpu')) ? 'kvm' : undefined;
}

function parseVirtual(answer: Answer): Facts {
  const container = findContainer(answer);
  const machine = findMachine(answer);
  const named = answer.line('systemd-container');
  const marks = [container, named === '' ? undefined : named, container && 'container'];
  const guest = [...new Set(marks.filter((mark) => mark !== undefined))];
  if (machine !== undefined) guest.push(machine);
  const modules = new Set(answer.lines('host-modules'));
  const host = [...modules];
  const type = container ?? machine ?? host[0];
  const isGuest = container !== undefined || machine !== undefined;
  return {
    virtualization_type: type ?? 'NA',
    virtualization_role: type === undefined ? 'NA' : isGuest ? 'guest' : 'host',
    virtualization_tech_guest: [...new Set(guest)],
    virtualization_tech_host: host,
  };
}

/** The families of this file. */
export const virtualFamilies: readonly FactFamily[] = [
  {
    name: 'virtual',
    subset: 'virtual',
    script: sh`${mark('cgroup')}
${printFile(sh`/proc/1/cgroup`)}
${mark('container-files')}
for k in /.dockerenv /run/.containerenv; do [ ! -e "$k" ] || echo "$k"; done
${mark('first-env')}
{ tr '\000' '\n' </proc/1/environ | grep '^container='; } 2>/dev/null
${mark('systemd-container')}
${printFile(sh`/run/systemd/container`)}
${mark('virtual-dmi')}
for k in product_name sys_vendor; do
  if [ -r "/sys/devices/virtual/dmi/id/$k" ]; then f=/sys/devices/virtual/dmi/id/$k; ${printFile(sh`"$f"`)}; else echo; fi
done
${mark('xen')}
if [ -d /proc/xen ] && [ ! -e /proc/xen/capabilities ]; then echo xen; fi
${mark('virtual-cpu')}
grep -m 1 '^model name' /proc/cpuinfo 2>/dev/null
${mark('host-modules')}
if [ -e /dev/kvm ]; then echo kvm; fi
if [ -d /sys/module/vboxdrv ]; then echo virtualbox; fi`,
    parse: parseVirtual,
  },
];
