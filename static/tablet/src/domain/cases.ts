/** Where a case stands: the rule of outreach/domain/JOURNAL.md, "Cases". The server has the same, on the same vectors. */
import { CASE_STATES, type CaseEntry, type CaseState, type CaseStepEntry, type Consent, type Matter, type Reason, type Slot } from './entries';
import { isUuid } from './ids';
import { isListOf, isShape, isText } from './reading';

type Head = 'receipt' | 'format' | 'organisation' | 'case' | 'salt';
/** What the entries of a case say, as this tablet and the file `cases/<round>` keep it. */
export type CaseFact = Omit<CaseEntry, Head> | Omit<CaseStepEntry, Head>;

export interface Case {
  opening: Omit<CaseEntry, Head>;
  state: CaseState;
  due: string | null;
  slot: Slot | null;
  owner: string | null;
  reason: Reason | null;
  /** The entry that holds. */
  last: string;
  openedOn: string;
  endedOn: string | null;
  /** Of a right: the day its claim was first said to be filed, unless that was taken back. */
  filedOn: string | null;
  attempts: number;
  /** The entries that the next step comes after. */
  heads: string[];
}

const ENDED: ReadonlySet<CaseState> = new Set<CaseState>(['closed', 'done', 'refused', 'lost', 'declined', 'rejected', 'opened']);
const PASSED_ON: ReadonlySet<CaseState> = new Set<CaseState>(['sent', 'received', 'contacted']);
const MOST_HEADS = 20;

export function isEnded(state: CaseState): boolean {
  return ENDED.has(state);
}

/** A referral leaves the team only with the resident's consent to pass it on. */
export function mayStand(matter: Matter, consent: Consent, state: CaseState): boolean {
  return statesOf(matter).includes(state) && (consent === 'pass_on' || !PASSED_ON.has(state));
}

export function statesOf(matter: Matter): readonly CaseState[] {
  return CASE_STATES[matter];
}

/** The case that these entries make, in whatever order, told however often; null while none of them opens it. */
export function standing(facts: readonly CaseFact[]): Case | null {
  const entries = [...new Map(facts.map((fact) => [fact.id, fact])).values()];
  const opening = entries.filter((one) => one.kind === 'case').sort((one, other) => compare(one.day, other.day) || compare(one.id, other.id))[0];
  if (!opening) return null;
  const counted = entries.filter(({ state }) => mayStand(opening.matter, opening.consent, state));
  const named = new Set(counted.flatMap((one) => (one.kind === 'case_step' ? one.after.filter((id) => id !== one.id) : [])));
  const free = counted.filter(({ id }) => !named.has(id));
  const states = statesOf(opening.matter);
  const later = (one: CaseFact, other: CaseFact) => compare(other.day, one.day);
  const further = (one: CaseFact, other: CaseFact) => states.indexOf(other.state) - states.indexOf(one.state);
  // A claim that was filed, or a right that was opened, is not undone by somebody who had not heard of it yet.
  const [first, second] = opening.matter === 'right' ? [further, later] : [later, further];
  const ranked = (free.length > 0 ? free : counted).sort((one, other) => first(one, other) || second(one, other) || compare(other.id, one.id));
  const last = ranked[0];
  if (!last) return null;
  const { state, due, slot, owner } = last;
  return {
    opening, state, due, slot, owner,
    reason: last.kind === 'case_step' ? last.reason : null,
    last: last.id,
    openedOn: opening.day,
    endedOn: ENDED.has(state) ? last.day : null,
    filedOn: filedOn(counted),
    attempts: counted.filter((one) => one.kind === 'case_step' && one.attempt !== null).length,
    heads: ranked.slice(0, MOST_HEADS).map(({ id }) => id).sort(),
  };
}

/** The first day of `filed`, but for what a step back to `to_claim` comes after, directly or through others. */
function filedOn(counted: readonly CaseFact[]): string | null {
  const after = new Map(counted.map((one) => [one.id, one.kind === 'case_step' ? one.after : []]));
  const undone = new Set<string>();
  let wanted = counted.flatMap((one) => (one.state === 'to_claim' ? (after.get(one.id) ?? []) : []));
  while (wanted.length > 0) {
    for (const id of wanted) undone.add(id);
    wanted = wanted.flatMap((id) => after.get(id) ?? []).filter((id) => !undone.has(id));
  }
  return counted.filter(({ id, state }) => state === 'filed' && !undone.has(id)).map(({ day }) => day).sort()[0] ?? null;
}

/** How a promise stands: kept, to keep today, late, to come; `open`: with no day. */
export type Keeping = 'late' | 'due' | 'coming' | 'open' | 'kept';

export function keepingOf(due: string | null, keptOn: string | null, today: string): Keeping {
  if (keptOn !== null) return 'kept';
  if (due === null) return 'open';
  if (due < today) return 'late';
  return due === today ? 'due' : 'coming';
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** The file `cases/<round>`. */
export interface CasesFile {
  cases: { case: string; entries: CaseFact[] }[];
  people: { id: string; name: string }[];
  services: { id: string; name: string; structure: string }[];
}

/** What can be read of the file: an entry that this version does not understand is passed over, the rest holds. Null: no such file. */
export function readCasesFile(value: unknown): CasesFile | null {
  if (!isShape(value) || !Array.isArray(value.cases) || !isListOf(value.people, isNamed) || !isListOf(value.services, isService)) return null;
  const cases = (value.cases as unknown[]).flatMap((one) => {
    if (!isShape(one) || !isUuid(one.case) || !Array.isArray(one.entries)) return [];
    return [{ case: one.case, entries: (one.entries as unknown[]).filter(isFact) }];
  });
  return { cases, people: value.people, services: value.services };
}

function isNamed(value: unknown): value is { id: string; name: string } {
  return isShape(value) && isUuid(value.id) && isText(value.name);
}

function isService(value: unknown): value is CasesFile['services'][number] {
  return isShape(value) && isUuid(value.id) && isText(value.name) && isText(value.structure);
}

function isFact(value: unknown): value is CaseFact {
  if (!isShape(value) || !isUuid(value.id) || !isText(value.day) || !isText(value.state) || !isUuid(value.entrance) || !isUuid(value.round)) return false;
  if (![value.due, value.slot, value.owner].every((one) => one === null || isText(one))) return false;
  if (value.kind === 'case') return isText(value.matter) && value.matter in CASE_STATES && isText(value.consent);
  return value.kind === 'case_step' && isListOf(value.after, isUuid) && [value.attempt, value.reason].every((one) => one === null || isText(one));
}
