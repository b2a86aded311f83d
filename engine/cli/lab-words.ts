/** What commands that work with a lab say of it: its progress, why there can be none, what failed. */
import { checkLab, standardPlaces, type LabError, type LabListener } from '../lab/index.ts';

/** Tells the progress of a lab on stderr. */
export const tellLab: LabListener = ({ host, text }) => {
  process.stderr.write(`lab: ${host === undefined ? '' : `${host}: `}${text}\n`);
};

/** Says why there can be no lab here; true when there can. */
export async function isLabPossible(): Promise<boolean> {
  const obstacles = await checkLab(standardPlaces.stateDir);
  for (const { reason, help } of obstacles) {
    process.stderr.write(`lab: ${reason}\n  help: ${help}\n`);
  }
  return obstacles.length === 0;
}

/** What a lab could not do, and what to do about it. */
export function describeLabError({ message, help }: LabError): string {
  return `lab: ${message}\n${help === undefined ? '' : `  help: ${help}\n`}`;
}
