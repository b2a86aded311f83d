/** Plans a lab on paper: which hosts, which addresses, which subnet. Pure. */
import { LabError, type LabHost, type LabHostPlan } from './contract.ts';

/** Plans masters at .11, .12, … and workers at .21, .22, … */
export function planHosts(masters: number, workers: number): readonly LabHostPlan[] {
  const plan = (group: string, word: string, count: number, start: number): LabHostPlan[] =>
    Array.from({ length: count }, (_, index) => ({
      name: `${word}${index + 1}`,
      group,
      number: start + index + 1,
    }));
  return [...plan('masters', 'master', masters, 10), ...plan('workers', 'worker', workers, 20)];
}

/**
 * Turns a plan into a host of a subnet.
 * @throws LabError when the name or the number cannot be a host's
 */
export function toHost(plan: LabHostPlan, subnet: number, hostKey: string): LabHost {
  if (!/^[a-z0-9][a-z0-9.-]{0,62}$/.test(plan.name)) {
    throw new LabError(`\`${plan.name}\` cannot name a host`);
  }
  if (plan.number < 2 || plan.number > 254) {
    throw new LabError(`${plan.name}: a host's number is 2 to 254, not ${plan.number}`);
  }
  const machine = `kplay-${subnet}-${plan.number}`;
  return {
    name: plan.name,
    group: plan.group,
    address: `10.77.${subnet}.${plan.number}`,
    machine,
    link: `vb-${machine}`,
    hostKey,
  };
}

/**
 * Chooses a free subnet for a new lab: 0 is kept for the lab that `inventory/lab.yml` describes.
 * @throws LabError when all are taken
 */
export function chooseSubnet(isStandard: boolean, taken: readonly number[]): number {
  if (isStandard) return 0;
  for (let subnet = 1; subnet < 100; subnet += 1) {
    if (!taken.includes(subnet)) return subnet;
  }
  throw new LabError('all 99 subnets are taken', { help: 'npm run lab -- list' });
}
