/** Runs a module of the pki family as a run does: parameters, inspect, plan, steps, plan again. */
import { toValue, type Plain } from '../../../engine/base/index.ts';
import type { Change, ControllerReader, ModuleDef } from '../../../engine/modules/contract.ts';
import { createParamsReader, type ParamsSchema } from '../../../engine/schema/index.ts';
import { toText } from '../../../engine/template/index.ts';
import { openTestSession, shells } from '../../host/shells.ts';

export type Returns = Readonly<Record<string, Plain>>;

/** What running a module came to. */
export interface Ran {
  readonly changes: readonly Change[];
  readonly returns: Returns;
}

const refuse = (): never => {
  throw new Error('a pki module has no business with files of the controller');
};

function toController(isCheckMode: boolean): ControllerReader {
  return {
    find: refuse,
    lookAt: refuse,
    toPath: refuse,
    hostName: 'node1',
    readText: refuse,
    readBytes: refuse,
    decrypt: refuse,
    openSource: refuse,
    checksum: refuse,
    list: refuse,
    digest: refuse,
    render: refuse,
    now: () => Date.UTC(2026, 10, 24, 10),
    isCheckMode,
    isDiffMode: false,
    delegation: 'none',
    environment: {},
  };
}

const reader = await createParamsReader(toText);

export type Module<S extends ParamsSchema, State> = ModuleDef<S, State, Returns>;

/** Runs a module to its end on a real shell. */
export async function runModule<S extends ParamsSchema, State>(
  module: Module<S, State>,
  args: Readonly<Record<string, Plain>>,
  mode: 'apply' | 'check' = 'apply',
): Promise<Ran> {
  const session = openTestSession(shells[0]!);
  const located = new Map(
    Object.entries(args).map(([name, value]) => [
      name,
      { value: toValue(value), span: undefined, keySpan: undefined },
    ]),
  );
  const params = reader.read(module, located, undefined);
  const host = { ask: session.ask.bind(session), knownFacts: {} };
  const state = await module.inspect(params, host, toController(mode === 'check'));
  const plan = module.plan(params, state);
  if (mode === 'check') return plan;
  const outcomes = await session.run(plan.steps);
  const failed = outcomes.find(({ status }) => status !== 'done');
  if (failed !== undefined) throw new Error(`${failed.step.title}: ${failed.stderr}`);
  const settled = module.settle?.(params, plan, outcomes);
  return { changes: plan.changes, returns: settled?.returns ?? plan.returns };
}
