/** The problems that templates raise. Messages keep the wording that playbooks match on. */
import { ProblemError, type Problem, type RelatedPlace, type Span } from '../base/index.ts';

/** A template that cannot be parsed: unknown tags and filters, unclosed blocks. */
export function templateSyntax(message: string, span: Span | undefined): Problem {
  return {
    code: 'template-syntax',
    message: `template error while templating string: ${message}`,
    span,
  };
}

/**
 * Text that came from a host, a lookup or `!unsafe` would be evaluated as a condition.
 * Ansible's words since 2.14.12 (CVE-2023-5764).
 */
export function unsafeCondition(span: Span | undefined): Problem {
  return {
    code: 'unsafe-condition',
    message: 'Conditional is marked as unsafe, and cannot be evaluated.',
    span,
    help: "use the variable in the condition without braces: `when: result.stdout == 'yes'`",
  };
}

/** A variable or attribute that is not there was used. */
export function undefinedVariable(
  message: string,
  span: Span | undefined,
  details: {
    readonly hint?: string | undefined;
    readonly related?: readonly RelatedPlace[] | undefined;
    readonly cause?: unknown;
  } = {},
): Problem {
  return { code: 'undefined-variable', message, span, ...details };
}

/** A test was written as a filter, as `result | failed`; Ansible's sentence. */
export function testAsFilter(name: string, span: Span | undefined): Problem {
  return {
    code: 'test-as-filter',
    message:
      `Using tests as filters is deprecated. Instead of using \`result|${name}\` use ` +
      `\`result is ${name}\`. This feature was removed in Ansible 2.9.`,
    span,
  };
}

/** A filter, test, lookup or operation failed. */
export function templateFailed(message: string, span: Span | undefined, cause: unknown): Problem {
  return { code: 'template-failed', message, span, cause };
}

/** True for what is thrown when nothing but variables that are not there was wrong. */
export function isUndefinedProblem(error: unknown): error is ProblemError {
  return (
    error instanceof ProblemError &&
    error.problems.every((problem) => problem.code === 'undefined-variable')
  );
}
