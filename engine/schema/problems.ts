/** The problems of this room: what can be wrong with a task's parameters. One factory each. */
import { suggestName, type Problem, type Span } from '../base/index.ts';

/** A parameter that the module does not have. `message` is Ansible's or the short form. */
export function unknownParameter(
  name: string,
  moduleName: string,
  known: Iterable<string>,
  span: Span | undefined,
): Problem {
  return {
    code: 'unknown-parameter',
    message: `\`${name}\` is not a parameter of ${moduleName}`,
    span,
    hint: suggestName(name, known),
    help: `kplay doc ${moduleName}`,
  };
}

/** Required parameters that were not given; wording as Ansible's. */
export function missingParameter(
  message: string,
  moduleName: string,
  span: Span | undefined,
): Problem {
  return { code: 'missing-parameter', message, span, help: `kplay doc ${moduleName}` };
}

/** A value that cannot be converted to the parameter's type; wording as Ansible's. */
export function wrongParameterType(message: string, span: Span | undefined): Problem {
  return { code: 'wrong-parameter-type', message, span };
}

/** A value outside of the closed set of a parameter; wording as Ansible's. */
export function wrongParameterValue(
  message: string,
  span: Span | undefined,
  hint: string | undefined,
): Problem {
  return { code: 'wrong-parameter-value', message, span, hint };
}

/** Parameters that may not stand together, or may not stand alone; wording as Ansible's. */
export function parametersConflict(message: string, span: Span | undefined): Problem {
  return { code: 'parameters-conflict', message, span };
}
