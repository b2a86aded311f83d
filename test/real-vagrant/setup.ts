/** Makes the machine ready for real Vagrant once, before the first test; undoes it after the last. */
import type { TestProject } from 'vitest/node';
import { makeRealVagrant, type RealVagrant } from './machine.ts';

declare module 'vitest' {
  interface ProvidedContext {
    vagrant: RealVagrant;
  }
}

/** Called by vitest; what it gives is called at the end. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const open = await makeRealVagrant();
  project.provide('vagrant', open.vagrant);
  return () => open.close();
}
