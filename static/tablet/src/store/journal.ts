/** Noting: what was said at the door becomes an entry, durable when the promise resolves. */
import { CONTACT_FORM } from '../domain/bundle';
import { OUTCOMES, type AnswersWithdrawalEntry, type AnyLogEntry, type Mode } from '../domain/entries';
import { withEntries, type EntranceFacts } from '../domain/entrance';
import { makeAnswersWithdrawal, makeLogEntry, type Hand, type Noted, type Place } from '../domain/making';
import { parisDay } from '../domain/moments';
import { NO_PROGRESS, progressOf } from '../domain/progress';
import { SENTENCES, Sentence } from '../domain/sentences';
import { runningSessions, type Running } from '../domain/sessions';
import type { Draft, Tablet } from '../domain/tablet';
import type { Write } from './commit';
import type { EntryRow } from './database';
import { exchangeBegun, exchangeWrites, visitMark } from './exchanges';
import { pack, type Made } from './packing';
import type { Ledger, Session, Store, Tail } from './store';

export type Note<Method extends keyof Tablet> = Tablet[Method] extends (note: infer Given) => unknown ? Given : never;

export function handOf(store: Store): Hand {
  const { worker } = store.unlocked();
  if (worker === null) throw new Sentence(SENTENCES.noWorker);
  const { organisation, device, clockErrorMs } = store.known();
  return { organisation: organisation.id, device: device.id, author: worker, clockErrorMs, now: store.env.now(), random: store.env.random };
}

/** The present moment on the server's clock, as far as this tablet knows it. */
export function correctedNow(store: Store): number {
  return store.env.now() + (store.known().clockErrorMs ?? 0);
}

export async function noteVisit(store: Store, note: Note<'noteVisit'>): Promise<string> {
  const { round, entrance, door, outcome, slot = null, day = null, replaces = null, draft = null } = note;
  if (!OUTCOMES.includes(outcome)) throw new Sentence(SENTENCES.badOutcome);
  if ((slot !== null || day !== null) && outcome !== 'come_back') throw new Sentence(SENTENCES.badSlot);
  const say = (facts: EntranceFacts): Noted => {
    requireDoor(facts, door);
    if (replaces !== null) requireVisit(facts, replaces);
    return { kind: 'visit', door, outcome, slot, ...(day !== null && { day }), replaces };
  };
  return noteInSession(store, note, 'doors', say, (visit) => draft && { ...draft, round, entrance, door, visit }, replaces);
}

/** Withdrawing twice changes nothing. Answers made at the visit and still here are withdrawn with it. */
export async function withdraw(store: Store, note: Note<'withdraw'>): Promise<void> {
  await store.write(async () => {
    const facts = await store.facts(note.entrance);
    if (![facts.visits, facts.met ?? []].some((list) => list.some(({ id }) => id === note.entry))) throw new Sentence(SENTENCES.unknownVisit);
    if (facts.withdrawn.includes(note.entry)) return;
    const { answers } = store.unlocked().ledger;
    const extra = Object.entries(answers).filter(([talk]) => isTalkAt(talk, note.entry)).map(([, id]) => makeAnswersWithdrawal(id, handOf(store), note));
    await append(store, note, facts, [maker(store, note, facts)({ kind: 'withdrawal', withdraws: note.entry })], { extra });
  });
  store.changed();
}

/** Notes one thing, in the session that goes on; without one, this note begins it. An exchange gets its receipt code, or keeps that of the visit it corrects. */
export async function noteInSession(
  store: Store, place: Place, mode: Mode, say: (facts: EntranceFacts, session: string) => Noted, begin: (entry: string) => Draft | null = () => null, replaces: string | null = null,
): Promise<string> {
  const id = await store.write(async () => {
    const facts = await store.facts(place.entrance);
    const make = maker(store, place, facts);
    const running = ownSession(store, facts, place.round);
    const opening = running ? null : make({ kind: 'session', mode, workers: crewOf(store), replaces: null });
    const noted = say(facts, running?.id ?? opening?.id ?? '');
    const exchange = 'outcome' in noted && noted.outcome === 'exchange' ? await exchangeBegun(store, correctedNow(store), replaces) : null;
    const entry = make(exchange ? { ...noted, ...(await visitMark(exchange)) } : noted);
    const remembered = await exchangeWrites(store, store.unlocked(), entry.id, exchange);
    await append(store, place, facts, opening ? [opening, entry] : [entry], { begun: begin(entry.id), along: remembered.writes });
    remembered.settle();
    return entry.id;
  });
  store.changed();
  return id;
}

/** Notes one thing that begins no session. */
export async function noteOne(store: Store, place: Place, say: (facts: EntranceFacts) => Noted | readonly Noted[]): Promise<string> {
  const id = await store.write(async () => {
    const facts = await store.facts(place.entrance);
    const make = maker(store, place, facts);
    const entries = [say(facts)].flat().map((noted) => make(noted));
    await append(store, place, facts, entries);
    return entries[0]?.id ?? '';
  });
  store.changed();
  return id;
}

/** The session of this tablet that goes on here. */
export function ownSession(store: Store, facts: EntranceFacts, round: string): Running | null {
  const { device } = store.known();
  return runningSessions(facts, correctedNow(store)).find(({ holds }) => holds.device === device.id && holds.round === round) ?? null;
}

/** Whoever was said to be there at the entrance before, today; always whoever notes. */
function crewOf(store: Store): string[] {
  const { crew } = store.unlocked();
  const author = handOf(store).author;
  return crew?.day === parisDay(correctedNow(store)) ? [...new Set([author, ...crew.workers])] : [author];
}

/** Makes entries one after the other: counters go up. Inside `store.write`, and appended all together. */
export function maker(store: Store, place: Place, facts: EntranceFacts): (noted: Noted) => AnyLogEntry {
  const hand = handOf(store);
  let { counter } = store.known();
  return (noted) => makeLogEntry(noted, hand, { round: place.round, entrance: place.entrance }, (counter += 1), facts.seen);
}

/** One form filled in at one visit. The contact form stands for the visit itself, as it did when there was no other. */
export function talkOf(visit: string, form: string): string {
  return form === CONTACT_FORM ? visit : `${visit} ${form}`;
}

const isTalkAt = (talk: string, visit: string) => talk === visit || talk.startsWith(`${visit} `);
const isTalkAtAny = (talk: string, visits: ReadonlySet<string>) => visits.has(talk.split(' ')[0] ?? '');

/** What goes in the same transaction as a note. */
interface Along {
  extra?: AnswersWithdrawalEntry[];
  /** The contact form that opens with this note. */
  begun?: Draft | null;
  along?: readonly Write[];
}

/** So many notes are kept beside the snapshot of an entrance; with the next one it is written again. */
const LONGEST_TAIL = 40;

/** Entries, carriers, what is known of the entrance, and counter in one transaction. Inside `store.write`. */
export async function append(store: Store, place: Place, facts: EntranceFacts, entries: readonly AnyLogEntry[], { extra = [], begun = null, along = [] }: Along = {}): Promise<void> {
  const session = store.unlocked();
  requirePlace(session, place);
  const { entrance } = place;
  const counter = entries.at(-1)?.counter ?? store.known().counter;
  const gone = new Set(entries.flatMap((entry) => (entry.kind === 'withdrawal' ? entry.withdraws : [])));
  const after = withEntries(extra.length > 0 ? { ...facts, answered: facts.answered.filter((talk) => !isTalkAtAny(talk, gone)) } : facts, entries);
  const progress = { ...session.ledger.progress, [entrance]: progressOf(after) };
  const made = [...entries, ...extra].map((one) => ({ made: one, sealedText: null }));
  const tail = [...(session.tails.get(entrance) ?? []), ...entries];
  if (extra.length === 0 && tail.length <= LONGEST_TAIL) {
    await keep(store, session, made, { entrance, facts: after, ledger: { ...session.ledger, progress }, tail, counter, begun, along });
    return;
  }
  const answers = Object.fromEntries(Object.entries(session.ledger.answers).filter(([talk]) => !isTalkAtAny(talk, gone)));
  await keep(store, session, made, { entrance, facts: after, ledger: { ...session.ledger, answers, progress }, counter, begun, along });
}

export interface Aftermath {
  entrance: string;
  facts: EntranceFacts;
  ledger: Ledger;
  /** The newest notes, these among them: they alone go on the disk, and snapshot and ledger stay there as they are. */
  tail?: AnyLogEntry[];
  counter: number;
  /** The draft that comes on screen in the same transaction, or that of a finished form, which goes. */
  begun?: Draft | null;
  ended?: string;
  /** What else goes on the disk, or from it. */
  along?: readonly Write[];
}

/** Encrypts everything, then commits everything, then lets memory follow. */
export async function keep(store: Store, session: Session, made: readonly Made[], after: Aftermath): Promise<void> {
  const { entrance, facts, ledger, tail, counter, ended, along = [] } = after;
  // A form that was finished or discarded meanwhile, in another window, stays so.
  const begun = after.begun && !store.ended.has(after.begun.id) ? after.begun : null;
  const [rows, known, content] = await Promise.all([
    Promise.all(made.map((one) => entryRow(store, session, one))),
    tail ? tailWrites(store, session, entrance, { entries: tail, progress: ledger.progress[entrance] ?? NO_PROGRESS }) : wholeWrites(store, session, entrance, facts, ledger),
    begun && store.locked(session, `drafts/${begun.id}`, begun),
  ]);
  const before = store.known().openDraft;
  const openDraft = begun?.id ?? (before === ended ? null : before);
  await store.commit({ counter, openDraft }, [
    ...rows.map((row) => ({ table: 'entries', add: row }) as const),
    ...known,
    ...(begun && content ? [{ table: 'drafts', put: { id: begun.id, content } } as const] : []),
    ...(ended === undefined ? [] : [{ table: 'drafts', remove: ended } as const]),
    ...along,
  ]);
  for (const row of rows) store.pending.set(row.id, row.lane);
  session.ledger = ledger;
  if (tail) session.tails.set(entrance, tail);
  else session.tails.delete(entrance);
  if (begun) session.drafts.set(begun.id, begun);
  if (ended !== undefined) {
    session.drafts.delete(ended);
    store.ended.add(ended);
  }
  store.remember(session, entrance, facts);
}

async function tailWrites(store: Store, session: Session, entrance: string, tail: Tail): Promise<Write[]> {
  return [{ table: 'tails', put: { entrance, content: await store.locked(session, `tails/${entrance}`, tail) } }];
}

async function wholeWrites(store: Store, session: Session, entrance: string, facts: EntranceFacts, ledger: Ledger): Promise<Write[]> {
  const [snapshot, overview] = await Promise.all([store.locked(session, `snapshots/${entrance}`, facts), store.locked(session, 'overview/ledger', ledger)]);
  return [
    { table: 'snapshots', put: { entrance, facts: snapshot } },
    { table: 'tails', remove: entrance },
    { table: 'overview', put: { key: 'ledger', content: overview } },
  ];
}

async function entryRow(store: Store, session: Session, { made, sealedText }: Made): Promise<EntryRow> {
  const { organisation, recipient, transportRecipient } = store.known();
  const [packed, own] = await Promise.all([
    pack({ made, sealedText }, [organisation.recipient, recipient], transportRecipient),
    // Of a photo nothing is read here again: it stands once, in the carrier.
    made.kind === 'attachment' ? null : store.locked(session, `entries/${made.id}`, { clear: made, sealed: sealedText }),
  ]);
  return { ...packed, pending: packed.lane, ...(own && { own }) };
}

function requirePlace(session: Session, { round, entrance }: Place): void {
  const known = session.bundle.rounds.find(({ id }) => id === round);
  if (!known) throw new Sentence(SENTENCES.unknownRound);
  if (!known.entrances.includes(entrance)) throw new Sentence(SENTENCES.unknownEntrance);
}

export function requireDoor(facts: EntranceFacts, door: string): void {
  if (!facts.doors.some(({ id }) => id === door)) throw new Sentence(SENTENCES.unknownDoor);
}

function requireVisit(facts: EntranceFacts, visit: string): void {
  if (!facts.visits.some(({ id }) => id === visit)) throw new Sentence(SENTENCES.unknownVisit);
}
