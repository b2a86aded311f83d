/** Names of variables that tasks make. */

/**
 * Says which of the names no variable may have.
 * @returns the words of ansible-core 2.14 for the first one; undefined when all are right
 */
export function describeWrongName(names: readonly string[]): string | undefined {
  const wrong = names.find((name) => !/^[A-Za-z_]\w*$/.test(name));
  if (wrong === undefined) return undefined;
  return (
    `The variable name '${wrong}' is not valid. Variables must start with a letter or ` +
    'underscore character, and contain only letters, numbers and underscores.'
  );
}
