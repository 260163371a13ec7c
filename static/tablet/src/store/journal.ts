/** Noting: what was said at the door becomes an entry, durable when the promise resolves. */
import { CONTACT_FORM } from '../domain/bundle';
import { doorId, isFloor, isLabel, labelOf, sameLabel, MOST_DOORS_PER_ENTRY } from '../domain/doors';
import { OUTCOMES, type AnswersWithdrawalEntry, type DoorDefinition, type DoorLabel } from '../domain/entries';
import { doorsOf, withEntry, type EntranceFacts } from '../domain/entrance';
import { makeAnswersWithdrawal, makeLogEntry, type Hand, type Noted, type Place } from '../domain/making';
import { progressOf } from '../domain/progress';
import { SENTENCES, Sentence } from '../domain/sentences';
import type { Draft, Tablet } from '../domain/tablet';
import type { Write } from './commit';
import type { EntryRow } from './database';
import { pack, type Made } from './packing';
import type { Ledger, Session, Store } from './store';

type Note<Method extends keyof Tablet> = Tablet[Method] extends (note: infer Given) => unknown ? Given : never;

export function handOf(store: Store): Hand {
  const { worker } = store.unlocked();
  if (worker === null) throw new Sentence(SENTENCES.noWorker);
  const { organisation, device, clockErrorMs } = store.known();
  return { organisation: organisation.id, device: device.id, author: worker, clockErrorMs, now: store.env.now(), random: store.env.random };
}

export async function noteVisit(store: Store, note: Note<'noteVisit'>): Promise<string> {
  const { round, entrance, door, outcome, slot = null, replaces = null, draft = null } = note;
  if (!OUTCOMES.includes(outcome)) throw new Sentence(SENTENCES.badOutcome);
  if (slot !== null && outcome !== 'come_back') throw new Sentence(SENTENCES.badSlot);
  const say = (facts: EntranceFacts): Noted => {
    requireDoor(facts, door);
    if (replaces !== null) requireVisit(facts, replaces);
    return { kind: 'visit', door, outcome, slot, replaces };
  };
  return noteOne(store, note, say, (visit) => draft && { ...draft, round, entrance, door, visit });
}

/** Withdrawing twice changes nothing. Answers made at the visit and still here are withdrawn with it. */
export async function withdraw(store: Store, note: Note<'withdraw'>): Promise<void> {
  await store.write(async () => {
    const facts = await store.facts(note.entrance);
    requireVisit(facts, note.entry);
    if (facts.withdrawn.includes(note.entry)) return;
    const { answers } = store.unlocked().ledger;
    const extra = Object.entries(answers).filter(([talk]) => isTalkAt(talk, note.entry)).map(([, id]) => makeAnswersWithdrawal(id, handOf(store), note));
    await append(store, note, facts, { kind: 'withdrawal', withdraws: note.entry }, { extra });
  });
  store.changed();
}

export async function addDoors(store: Store, note: Note<'addDoors'>): Promise<string | null> {
  if (note.doors.length > MOST_DOORS_PER_ENTRY) throw new Sentence(SENTENCES.tooManyDoors);
  for (const door of note.doors) {
    if (!isFloor(door.floor)) throw new Sentence(SENTENCES.badFloor);
    if (!isLabel(door)) throw new Sentence(SENTENCES.badLabel);
  }
  const asked = await Promise.all(
    note.doors.map(async (door) => ({ id: await doorId(note.entrance, door.floor, door), floor: door.floor, ...labelOf(door) })),
  );
  const added = await store.write(async () => {
    const facts = await store.facts(note.entrance);
    const doors = missingDoors(facts, asked);
    return doors.length === 0 ? null : { entry: await append(store, note, facts, { kind: 'doors', doors }), doors };
  }).finally(() => { store.changed(); });
  for (const { id, label } of await calledOtherwise(store, note, added?.doors ?? [])) await renameDoor(store, { ...note, door: id, label });
  return added?.entry ?? null;
}

/** A door that was renamed, taken off and is added again under its first name: it stands again, under the name it had last. */
async function calledOtherwise(store: Store, { entrance }: Place, added: readonly DoorDefinition[]): Promise<{ id: string; label: DoorLabel }[]> {
  const standing = doorsOf(await store.facts(entrance));
  return added.filter((door) => standing.some((other) => other.door.id === door.id && !sameLabel(other.door, door))).map((door) => ({ id: door.id, label: labelOf(door) }));
}

function missingDoors(facts: EntranceFacts, asked: readonly DoorDefinition[]): DoorDefinition[] {
  const standing = doorsOf(facts).map(({ door }) => door);
  const missing = new Map<string, DoorDefinition>();
  for (const door of asked) {
    const stands = standing.some((other) => other.id === door.id || (other.floor === door.floor && sameLabel(other, door)));
    if (!stands) missing.set(door.id, door);
  }
  return [...missing.values()];
}

export async function renameDoor(store: Store, note: Note<'renameDoor'>): Promise<string> {
  if (!isLabel(note.label)) throw new Sentence(SENTENCES.badLabel);
  return noteOne(store, note, (facts) => {
    const doors = doorsOf(facts).map(({ door }) => door);
    const floor = doors.find((door) => door.id === note.door)?.floor;
    if (floor === undefined) throw new Sentence(SENTENCES.unknownDoor);
    const taken = doors.some((door) => door.id !== note.door && door.floor === floor && sameLabel(door, note.label));
    if (taken) throw new Sentence(SENTENCES.labelTaken);
    return { kind: 'door_label', door: note.door, ...labelOf(note.label) };
  });
}

async function noteOne(store: Store, place: Place, say: (facts: EntranceFacts) => Noted, begin: Along['begin'] = () => null): Promise<string> {
  const id = await store.write(async () => {
    const facts = await store.facts(place.entrance);
    return append(store, place, facts, say(facts), { begin });
  });
  store.changed();
  return id;
}

/** One form filled in at one visit. The contact form stands for the visit itself, as it did when there was no other. */
export function talkOf(visit: string, form: string): string {
  return form === CONTACT_FORM ? visit : `${visit} ${form}`;
}

const isTalkAt = (talk: string, visit: string) => talk === visit || talk.startsWith(`${visit} `);

/** What goes in the same transaction as a note. */
interface Along {
  extra?: AnswersWithdrawalEntry[];
  /** The contact form that opens with this entry. */
  begin?: (entry: string) => Draft | null;
}

/** Entry, carrier, entrance, overview and counter in one transaction. Inside `store.write`. */
async function append(store: Store, place: Place, facts: EntranceFacts, noted: Noted, { extra = [], begin = () => null }: Along = {}): Promise<string> {
  const session = store.unlocked();
  requirePlace(session, place);
  const counter = store.known().counter + 1;
  const entry = makeLogEntry(noted, handOf(store), { round: place.round, entrance: place.entrance }, counter, facts.seen);
  const withdrawn = noted.kind === 'withdrawal' ? noted.withdraws : '';
  const after = withEntry(extra.length > 0 ? { ...facts, answered: facts.answered.filter((talk) => !isTalkAt(talk, withdrawn)) } : facts, entry);
  const answers = Object.fromEntries(Object.entries(session.ledger.answers).filter(([talk]) => !isTalkAt(talk, withdrawn)));
  const ledger: Ledger = { ...session.ledger, answers, progress: { ...session.ledger.progress, [place.entrance]: progressOf(after) } };
  await keep(store, session, [entry, ...extra].map((made) => ({ made, sealedText: null })), {
    entrance: place.entrance, facts: after, ledger, counter, begun: begin(entry.id),
  });
  return entry.id;
}

export interface Aftermath {
  entrance: string;
  facts: EntranceFacts;
  ledger: Ledger;
  counter: number;
  /** The draft that comes on screen in the same transaction, or that of a finished form, which goes. */
  begun?: Draft | null;
  ended?: string;
  /** What else goes on the disk, or from it. */
  along?: readonly Write[];
}

/** Encrypts everything, then commits everything, then lets memory follow. */
export async function keep(store: Store, session: Session, made: readonly Made[], after: Aftermath): Promise<void> {
  const { entrance, facts, ledger, counter, ended, along = [] } = after;
  // A form that was finished or discarded meanwhile, in another window, stays so.
  const begun = after.begun && !store.ended.has(after.begun.id) ? after.begun : null;
  const [rows, snapshot, overview, content] = await Promise.all([
    Promise.all(made.map((one) => entryRow(store, session, one))),
    store.locked(session, `snapshots/${entrance}`, facts),
    store.locked(session, 'overview/ledger', ledger),
    begun && store.locked(session, `drafts/${begun.id}`, begun),
  ]);
  const before = store.known().openDraft;
  const openDraft = begun?.id ?? (before === ended ? null : before);
  await store.commit({ counter, openDraft }, [
    ...rows.map((row) => ({ table: 'entries', add: row }) as const),
    { table: 'snapshots', put: { entrance, facts: snapshot } },
    { table: 'overview', put: { key: 'ledger', content: overview } },
    ...(begun && content ? [{ table: 'drafts', put: { id: begun.id, content } } as const] : []),
    ...(ended === undefined ? [] : [{ table: 'drafts', remove: ended } as const]),
    ...along,
  ]);
  for (const row of rows) store.pending.set(row.id, row.lane);
  session.ledger = ledger;
  if (begun) session.drafts.set(begun.id, begun);
  if (ended !== undefined) {
    session.drafts.delete(ended);
    store.ended.add(ended);
  }
  store.remember(session, entrance, facts);
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

function requireDoor(facts: EntranceFacts, door: string): void {
  if (!facts.doors.some(({ id }) => id === door)) throw new Sentence(SENTENCES.unknownDoor);
}

function requireVisit(facts: EntranceFacts, visit: string): void {
  if (!facts.visits.some(({ id }) => id === visit)) throw new Sentence(SENTENCES.unknownVisit);
}
