/** What a team notes beside the doors: who is there, whom it meets in the hall, how many people it sees, which floors it takes. */
import { isFloor } from '../domain/doors';
import { MEETING_OUTCOMES, MEETING_PLACES, MODES } from '../domain/entries';
import { parisDay } from '../domain/moments';
import { SENTENCES, Sentence } from '../domain/sentences';
import { append, correctedNow, maker, noteInSession, noteOne, ownSession, requireDoor, type Note } from './journal';
import type { Store } from './store';

const MOST_WORKERS = 20;
const MOST_PEOPLE = 200;

export async function setSession(store: Store, note: Note<'setSession'>): Promise<string> {
  const workers = [...new Set(note.workers)];
  if (!MODES.includes(note.mode) || workers.length === 0 || workers.length > MOST_WORKERS) throw new Sentence(SENTENCES.badSession);
  const id = await noteOne(store, note, (facts) => {
    const running = ownSession(store, facts, note.round);
    return { kind: 'session', mode: note.mode, workers, replaces: running?.holds.id ?? null };
  });
  store.unlocked().crew = { day: parisDay(correctedNow(store)), workers };
  return id;
}

/** Ending what is over already changes nothing. */
export async function endSession(store: Store, note: Note<'endSession'>): Promise<void> {
  await store.write(async () => {
    const facts = await store.facts(note.entrance);
    const running = ownSession(store, facts, note.round);
    if (running) await append(store, note, facts, [maker(store, note, facts)({ kind: 'session_end', session: running.id })]);
  });
  store.changed();
}

export async function noteEncounter(store: Store, note: Note<'noteEncounter'>): Promise<string> {
  const { round, entrance, place, outcome, draft = null } = note;
  if (!MEETING_PLACES.includes(place) || !MEETING_OUTCOMES.includes(outcome)) throw new Sentence(SENTENCES.badOutcome);
  const begin = (visit: string) => draft && { ...draft, round, entrance, door: null, visit };
  return noteInSession(store, note, place, (_, session) => ({ kind: 'encounter', session, place, outcome, replaces: null }), begin);
}

export async function countPeople(store: Store, note: Note<'countPeople'>): Promise<string> {
  const { adults, children } = note;
  const fits = [adults, children].every((people) => Number.isInteger(people) && Math.abs(people) <= MOST_PEOPLE) && (adults !== 0 || children !== 0);
  if (!fits) throw new Sentence(SENTENCES.badCount);
  return noteInSession(store, note, 'hall', (_, session) => ({ kind: 'headcount', session, adults, children }));
}

export async function takeFloors(store: Store, note: Note<'takeFloors'>): Promise<string> {
  const { floors } = note;
  if (floors !== null && (!isFloor(floors.from) || !isFloor(floors.to) || floors.from > floors.to)) throw new Sentence(SENTENCES.badFloor);
  return noteOne(store, note, () => ({ kind: 'taking', floors: floors && { from: floors.from, to: floors.to } }));
}

export async function liftOpposition(store: Store, note: Note<'liftOpposition'>): Promise<string> {
  return noteOne(store, note, (facts) => {
    requireDoor(facts, note.door);
    return { kind: 'opposition_lifted', door: note.door };
  });
}
