/** How a step of apt-get that failed is told, by `apt` and by `package`: in the words of Ansible's apt. */
import type { StepOutcome } from '../../host/index.ts';

/** Says what apt-get could not do. Source: Ansible 2.14, `apt`, observed. */
export function describeAptFailure({ step, stderr, stdout }: StepOutcome): string {
  const said = stderr.trim() || stdout.trim();
  // A package that others only speak of is none either.
  const [, unknown, spokenOf] =
    /Unable to locate package (.+)|Package '(.+)' has no installation candidate/.exec(said) ?? [];
  const missing = unknown ?? spokenOf;
  if (missing !== undefined) return `No package matching '${missing}' is available`;
  const [, version, name] = /Version '(.*)' for '(.*)' was not found/.exec(said) ?? [];
  if (version !== undefined && name !== undefined) {
    return `no available installation candidate for ${name}=${version}`;
  }
  if (step.title === 'update the package index') return `Failed to update apt cache: ${said}`;
  if (/Could not get lock|Unable to (lock|acquire)/.test(said)) {
    return `Failed to lock apt for exclusive operation: ${said}`;
  }
  return `'apt-get ${step.title}' failed: ${said}`;
}
