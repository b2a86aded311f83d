/** The turn of a loop's item: it may look at the host before, and acts when those before it have. */
import type { HostReader, Step, StepOutcome } from '../host/index.ts';
import type { Session, StepListener } from './contract.ts';

/** What an item wants to do when its turn comes. */
export interface TurnRequest {
  readonly steps: readonly Step[];
  readonly session: Session;
  readonly listener: StepListener;
  /** More follows than these steps, or their outcome, so that it must do them itself. */
  readonly isMore: boolean;
}

/**
 * What came of the steps, done together with those of neighbors; `alone`: do them yourself; `again`:
 * look and plan again, things will be different.
 */
export type TurnAnswer = readonly StepOutcome[] | 'alone' | 'again';

/** An item's place in its group. */
export interface Turn {
  /** Gives a reader that notes what is looked at. */
  watch(host: HostReader): HostReader;
  /**
   * Waits until it is this item's turn: for ever when it is given up.
   * @param request undefined for an item that has failed and only waits to say so
   * @throws UnreachableError when the host was lost while the steps were done
   */
  take(request: TurnRequest | undefined): Promise<TurnAnswer>;
}

/** A plan that is still true, and what came of its steps when they were done together with others'. */
export interface PlanOfTurn<P> {
  readonly plan: P;
  readonly done?: readonly StepOutcome[];
}

/** Plans ahead and waits for the turn, as often as things turn out differently. @throws what planning does */
export async function planInTurn<P>(
  turn: Turn,
  item: { plan(): Promise<P>; toRequest(plan: P): TurnRequest },
): Promise<PlanOfTurn<P>> {
  for (;;) {
    let plan: P;
    try {
      plan = await item.plan();
    } catch (error) {
      if ((await turn.take(undefined)) === 'again') continue;
      throw error;
    }
    const done = await turn.take(item.toRequest(plan));
    if (done === 'alone') return { plan };
    if (done !== 'again') return { plan, done };
  }
}
