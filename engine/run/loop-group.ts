/**
 * Some items of a loop that look at the host together, in one round trip, and then act in their
 * order. Steps of neighbors are done together where what each of them saw is still true, or what it
 * will see can be foreseen. An item of which neither can be said is given up, to be started anew.
 */
import { TaskFailure, type StepOutcome } from '../host/index.ts';
import { Foresight } from './loop-foresight.ts';
import { Member, type ItemOutcome } from './loop-member.ts';
import { Touched } from './loop-sight.ts';
import { spreadOutcomes, withoutOverwritten } from './loop-steps.ts';
import type { Turn } from './loop-turn.ts';
import type { Performed } from './visit-contract.ts';

/** Steps that are done together at most: some show of progress is wanted. */
const MAX_STEPS = 500;

type AnyMember = Member<Performed>;

/** What the items so far do to the host, and what it will say then. */
class Outlook {
  readonly #touched = new Touched();
  readonly #foresight = new Foresight();

  /** Whether an item may go on: what it saw is true, or it has seen what will be. */
  async isTrueFor(member: AnyMember): Promise<boolean> {
    if (this.#touched.leaves(member.sight)) return true;
    return this.#touched.isKnown && (await member.lookAgain(this.#foresight));
  }

  add(member: AnyMember): void {
    member.sight.tell((probe, answer) => {
      this.#foresight.learn(probe, answer);
    });
    this.#foresight.add(member.steps);
    this.#touched.add(member.steps, member.sight);
  }
}

async function canGoAlong(member: AnyMember, outlook: Outlook): Promise<boolean> {
  if (member.isAlone()) return false;
  // What it sees when it looks again may make it one that acts alone.
  return (await outlook.isTrueFor(member)) && !member.isAlone();
}

/** The members from the first on that may go on together; none when the first is not one of them. */
async function chooseNeighbors(
  members: readonly AnyMember[],
  outlook: Outlook,
): Promise<readonly AnyMember[]> {
  const chosen: AnyMember[] = [];
  let count = 0;
  for (const member of members) {
    // One that is not ready asked for what nobody could foresee.
    if (member.isLast || !member.isReady) break;
    if (!member.hasEnded) {
      if (!(await canGoAlong(member, outlook))) break;
      count += member.steps.length;
      const { session } = member.waiting?.request ?? {};
      const isOther = chosen.some(({ waiting }) => isAnother(waiting?.request?.session, session));
      if (chosen.length > 0 && (count > MAX_STEPS || isOther)) break;
      outlook.add(member);
    }
    chosen.push(member);
  }
  return chosen;
}

function isAnother(one: unknown, other: unknown): boolean {
  return one !== undefined && other !== undefined && one !== other;
}

/** How many items were answered, and whether no other may go on. */
interface Answered {
  readonly count: number;
  readonly isOver: boolean;
}

async function actTogether(members: readonly AnyMember[]): Promise<Answered> {
  const acting = members.filter(({ steps }) => steps.length > 0);
  const [leader] = acting;
  const request = leader?.waiting?.request;
  if (leader === undefined || request === undefined) return handOut(members, []);
  const steps = acting.flatMap((member) => member.steps);
  try {
    const outcomes = await request.session.run(withoutOverwritten(steps), request.listener);
    return handOut(members, spreadOutcomes(steps, outcomes));
  } catch (error) {
    const before = members.indexOf(leader);
    handOut(members.slice(0, before), []);
    // A step that cannot be done at all may be another's.
    if (error instanceof TaskFailure && acting.length > 1) leader.waiting?.answer('alone');
    else leader.waiting?.fail(error);
    return { count: before + 1, isOver: true };
  }
}

/**
 * Gives each its outcomes, up to the first of which nobody knows how its steps would have ended
 * without those of the others: that one does them itself.
 */
function handOut(
  members: readonly AnyMember[],
  outcomes: readonly (StepOutcome | undefined)[],
): Answered {
  let at = 0;
  for (const [index, member] of members.entries()) {
    const own = outcomes.slice(at, at + member.steps.length);
    if (own[0]?.status === 'not-run') return { count: index, isOver: true };
    at += own.length;
    const known = own.filter((outcome) => outcome !== undefined);
    if (known.length < own.length) {
      member.waiting?.answer('alone');
      return { count: index + 1, isOver: true };
    }
    member.waiting?.answer(known);
    // Those behind may have foreseen what would come of it.
    if (known.some(({ status }) => status === 'failed')) return { count: index + 1, isOver: true };
  }
  return { count: members.length, isOver: false };
}

/** The items of one group, under way from the start. */
export class LoopGroup<T extends Performed> {
  readonly #members: readonly Member<T>[];
  #hasBegun = false;

  /** @param works one for each item; each takes its turn before it changes anything */
  constructor(works: readonly ((turn: Turn) => Promise<T>)[]) {
    const arrived = (): void => {
      if (this.#hasBegun || this.#members.length < works.length) return;
      if (!this.#members.every((member) => member.isReady)) return;
      this.#hasBegun = true;
      void this.#takeTurns();
    };
    this.#members = [];
    this.#members = works.map((work) => new Member(work, arrived));
    arrived();
  }

  /** How the items end, in their order. Behind one that was given up, all are. */
  get outcomes(): readonly Promise<ItemOutcome<T>>[] {
    return this.#members.map((member) => member.outcome);
  }

  async #takeTurns(): Promise<void> {
    const outlook = new Outlook();
    let rest = this.#members;
    for (let first = rest[0]; first !== undefined; first = rest[0]) {
      const neighbors = await chooseNeighbors(rest, outlook);
      const { count, isOver } = await actTogether(neighbors);
      rest = rest.slice(count);
      if (isOver) break;
      if (count > 0) continue;
      // What one does by itself may change anything, variables too, and one that is lost is the last.
      if (first.isAlone() && (await outlook.isTrueFor(first))) {
        first.waiting?.answer('alone');
        rest = rest.slice(1);
      }
      break;
    }
    for (const member of rest) if (!member.isLast) member.giveUp();
  }
}
