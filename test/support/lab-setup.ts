/**
 * Boots the lab that all lab tests share, once, before the first of them, and takes it down after
 * the last. Tests get it with `inject('lab')`.
 */
import type { TestProject } from 'vitest/node';
import { openLab, type LabForTests } from './lab-for-tests.ts';

declare module 'vitest' {
  interface ProvidedContext {
    lab: LabForTests;
  }
}

/** Called by vitest; what it gives is called at the end. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const open = await openLab('test');
  project.provide('lab', open.lab);
  return () => open.close();
}
