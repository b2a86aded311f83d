/** The problems that this room raises: one factory each. */
import { suggestName, type Problem, type Span } from '../base/index.ts';

export function inventoryMissing(path: string): Problem {
  return {
    code: 'inventory-missing',
    message: `No inventory was parsed: there is no \`${path}\``,
    help: 'for host names instead of a file end with a comma: `-i web1,web2,`',
  };
}

/** A source that says something no inventory can say. */
export function inventoryUnreadable(message: string, span?: Span, help?: string): Problem {
  return { code: 'inventory-unreadable', message, span, help };
}

export function inventoryEmpty(path: string, span?: Span): Problem {
  return {
    code: 'inventory-unreadable',
    message: `the inventory \`${path}\` is empty`,
    span,
    help: 'a YAML inventory starts with `all:`, an INI inventory with a host or a `[group]`',
  };
}

export function inventoryUnknownPlugin(
  name: string,
  span: Span,
  known: readonly string[],
): Problem {
  return {
    code: 'inventory-unknown-plugin',
    message: `there is no inventory plugin \`${name}\``,
    span,
    hint: suggestName(name, known),
  };
}

export function inventoryGroupLoop(child: string, parent: string, span: Span | undefined): Problem {
  return {
    code: 'inventory-group-loop',
    message: `the group \`${child}\` cannot be a child of \`${parent}\`, which is below it`,
    span,
  };
}

/** A range in a host's name, such as `[1:9]`, that cannot be counted. */
export function inventoryBadRange(message: string, span: Span | undefined): Problem {
  return {
    code: 'inventory-bad-range',
    message,
    span,
    help: 'ranges look like `web[01:10]`, `db-[a:f]` or `node[1:9:2]`',
  };
}

export function inventoryUnknownGroup(name: string, use: string, span: Span): Problem {
  return {
    code: 'inventory-unknown-group',
    message: `${use} the group \`${name}\`, which is not declared`,
    span,
    help: `add a section \`[${name}]\``,
  };
}

export function inventoryScriptFailed(path: string, reason: string): Problem {
  return {
    code: 'inventory-script-failed',
    message: `the inventory script \`${path}\` failed: ${reason}`,
    help: `run it: ${path} --list`,
  };
}

export function varsNotAMapping(span: Span): Problem {
  return {
    code: 'vars-not-a-mapping',
    message: 'a file of variables must hold a mapping',
    span,
    help: 'write `name: value` lines',
  };
}

export function patternInvalid(pattern: string, reason: string): Problem {
  return {
    code: 'pattern-invalid',
    message: `\`${pattern}\` is not a host pattern: ${reason}`,
  };
}

export function patternOutOfRange(pattern: string): Problem {
  return {
    code: 'pattern-out-of-range',
    message: `no host stands at the place that \`${pattern}\` asks for`,
  };
}
