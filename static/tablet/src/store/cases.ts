/**
 * Cases on the tablet: those of the file `cases/<round>`, and its own. Of its own it also knows the door, encrypted, until the case
 * ended or its round is over; what the server has of them it keeps no longer than the file takes to tell it.
 */
import type { Named } from '../domain/bundle';
import { isEnded, keepingOf, mayStand, readCasesFile, standing, statesOf, type Case, type CaseFact, type CasesFile } from '../domain/cases';
import { doorsOf } from '../domain/entrance';
import type { CaseCard, CaseNote, CaseStep, DoorPromise, EntrancePromises, FollowUps } from '../domain/followups';
import type { CaseEntry, CaseStepEntry } from '../domain/entries';
import { uuid4 } from '../domain/ids';
import { makeCase, makeCaseStep, makeSealedText, type Place } from '../domain/making';
import { parisDay } from '../domain/moments';
import type { NamedCase } from '../domain/names';
import { SENTENCES, Sentence } from '../domain/sentences';
import { unlockJson } from './cipher';
import type { Write } from './commit';
import type { EntryRow } from './database';
import { exchanges, exchangeWrites, marked } from './exchanges';
import { readFile } from './files';
import { handOf } from './journal';
import { roundNames } from './names';
import { pack, type Made } from './packing';
import type { Session, Store } from './store';

interface OwnCase {
  round: string;
  entrance: string;
  door: string | null;
  /** The visit or encounter at which it was promised; null when it is known to hold whatever became of that. */
  visit: string | null;
  /** What the file of the round does not tell yet. */
  entries: CaseFact[];
}
type OwnCases = Record<string, OwnCase>;

const SHELF = 'overview/cases';
/** Days for which what was kept is still shown. */
const KEPT_SHOWN = 7;

/** Read once while unlocked; another window's writing makes another session. */
const memory = new WeakMap<Session, OwnCases>();

export function followUps(store: Store): FollowUps {
  return {
    openCase: (note) => openCase(store, note),
    stepCase: (step) => stepCase(store, step),
    keepCase: (id) => keepCase(store, id),
    casesAt: (doors) => casesAt(store, doors),
    promises: (round) => promises(store, round),
    colleagues: async () => (await everything(store)).people,
  };
}

async function openCase(store: Store, note: CaseNote): Promise<string> {
  const { matter, consent, theme = null, service = null, due = null, slot = null, owner = null, identity = {}, door, visit } = note;
  const state = statesOf(matter)[0];
  if (!state || !mayStand(matter, consent, state)) throw new Sentence(SENTENCES.badCase);
  const id = uuid4(store.env.random);
  const place = { round: note.round, entrance: note.entrance };
  await store.write(async () => {
    const session = store.unlocked();
    requirePlace(session, place);
    const hand = handOf(store);
    const bare = matter === 'procedure';
    const exchange = visit === null || bare ? null : ((await exchanges(store))[visit] ?? null);
    const { receipts, after } = await marked(exchange, 'case', 1);
    const opened = bare ? { case: id, matter, consent, state, theme: null, service: null, due: null, slot: null, owner: null } : { case: id, matter, consent, state, theme, service, due, slot, owner };
    const made = makeCase({ ...opened, ...receipts[0] }, hand, place);
    // A case at no visit that this tablet knows hangs on its own id: the sealed text always names something.
    const sealedText = {
      ...makeSealedText(made.id, { door, visit: visit ?? id }, consent === 'none' ? {} : identity, hand, exchange?.code),
      ...(exchange?.agreed && { agreed: exchange.agreed }),
    };
    const own = await ownCases(store);
    const remembered = await exchangeWrites(store, session, visit ?? id, after);
    await keepOwn(store, session, { made, sealedText }, { ...own, [id]: { ...place, door, visit, entries: [factOf(made)] } }, remembered.writes);
    remembered.settle();
  });
  store.changed();
  return id;
}

async function stepCase(store: Store, step: CaseStep): Promise<void> {
  await store.write(async () => {
    const session = store.unlocked();
    const known = (await everything(store)).cases.get(step.case);
    if (!known) throw new Sentence(SENTENCES.unknownCase);
    const { opening, heads, ...now } = known.stands;
    const { case: id, state = now.state, due = now.due, slot = now.slot, owner = now.owner, attempt = null, reason = null } = step;
    if (!mayStand(opening.matter, opening.consent, state)) throw new Sentence(SENTENCES.badCase);
    const place = { round: opening.round, entrance: opening.entrance };
    const made = makeCaseStep({ case: id, after: heads, state, due, slot, owner, attempt, reason: isEnded(state) ? reason : null }, handOf(store), place);
    const own = await ownCases(store);
    const before = own[id] ?? { ...place, door: null, visit: null, entries: [] };
    await keepOwn(store, session, { made, sealedText: null }, { ...own, [id]: { ...before, entries: [...before.entries, factOf(made)] } });
  });
  store.changed();
}

async function keepCase(store: Store, id: string): Promise<void> {
  await store.write(async () => {
    const own = await ownCases(store);
    const one = own[id];
    if (one) await keepOwn(store, store.unlocked(), null, { ...own, [id]: { ...one, visit: null } });
  });
  store.changed();
}

/** Entry and own cases in one transaction. Inside `store.write`. */
async function keepOwn(store: Store, session: Session, made: Made | null, own: OwnCases, along: readonly Write[] = []): Promise<void> {
  const [row, content] = await Promise.all([made && entryRow(store, session, made), store.locked(session, SHELF, own)]);
  await store.commit({}, [
    ...(row ? [{ table: 'entries', add: row } as const] : []),
    { table: 'overview', put: { key: 'cases', content } },
    ...along,
  ]);
  if (row) store.pending.set(row.id, row.lane);
  memory.set(session, own);
}

async function entryRow(store: Store, session: Session, made: Made): Promise<EntryRow> {
  const { organisation, recipient, transportRecipient } = store.known();
  const packed = await pack(made, [organisation.recipient, recipient], transportRecipient);
  const own = await store.locked(session, `entries/${packed.id}`, { clear: made.made, sealed: made.sealedText });
  return { ...packed, pending: packed.lane, own };
}

async function ownCases(store: Store): Promise<OwnCases> {
  const session = store.unlocked();
  const known = memory.get(session);
  if (known) return known;
  const row = await store.db.overview.get('cases');
  const own = row ? ((await unlockJson(session.key, SHELF, row.content)) as OwnCases) : {};
  memory.set(session, own);
  return own;
}

/** After an exchange: what the files tell by now is not kept twice; cases that ended long ago, or whose round is over, go with their door. */
export async function settleCases(store: Store): Promise<void> {
  const settled = await store.write(async () => {
    const session = store.unlocked();
    const own = await ownCases(store);
    if (Object.keys(own).length === 0) return false;
    const files = await filesOf(store, (name, hash) => session.bundle.files?.some((file) => file.name === name && file.hash === hash) ?? false);
    const after = Object.fromEntries(Object.entries(own).flatMap(([id, one]) => settledCase(store, id, one, files)));
    if (JSON.stringify(after) === JSON.stringify(own)) return false;
    await keepOwn(store, session, null, after);
    return true;
  });
  if (settled) store.changed();
}

/** Without those promised at what was erased, or that say it. */
export async function casesWithout(store: Store, session: Session, erased: ReadonlySet<string>): Promise<{ writes: Write[]; settle: () => void }> {
  const own = await ownCases(store);
  const isErased = ({ visit, entries }: OwnCase) => (visit !== null && erased.has(visit)) || entries.some(({ id }) => erased.has(id));
  const kept = Object.fromEntries(Object.entries(own).filter(([, one]) => !isErased(one)));
  if (Object.keys(kept).length === Object.keys(own).length) return { writes: [], settle: () => undefined };
  const content = await store.locked(session, SHELF, kept);
  return { writes: [{ table: 'overview', put: { key: 'cases', content } }], settle: () => { memory.set(session, kept); } };
}

/** `files`: those that are as the bundle names them. Where there is none of a round that goes on, nothing is concluded. */
function settledCase(store: Store, id: string, one: OwnCase, files: ReadonlyMap<string, CasesFile>): [string, OwnCase][] {
  const waiting = one.entries.some((entry) => store.pending.has(entry.id));
  const told = [...files.values()].flatMap((file) => file.cases).find((known) => known.case === id);
  if (told) {
    const known = new Set(told.entries.map((entry) => entry.id));
    return [[id, { ...one, entries: one.entries.filter((entry) => !known.has(entry.id)) }]];
  }
  const goesOn = store.unlocked().bundle.rounds.some((round) => round.id === one.round);
  return waiting || (goesOn && !files.has(one.round)) ? [[id, one]] : [];
}

interface Known {
  stands: Case;
  own: OwnCase | null;
  /** What was sealed to this tablet of a case that is open. */
  named: NamedCase | null;
}

interface Everything {
  cases: Map<string, Known>;
  people: Named[];
  services: Map<string, CasesFile['services'][number]>;
}

async function filesOf(store: Store, wanted: (name: string, hash: string) => boolean = () => true): Promise<Map<string, CasesFile>> {
  const files = new Map<string, CasesFile>();
  for (const { id } of store.unlocked().bundle.rounds) {
    const file = await readFile(store, `cases/${id}`);
    const read = file && wanted(`cases/${id}`, file.hash) ? readCasesFile(parse(file.bytes)) : null;
    if (read) files.set(id, read);
  }
  return files;
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}

async function everything(store: Store): Promise<Everything> {
  const own = await ownCases(store);
  const files = [...(await filesOf(store)).values()];
  const facts = new Map<string, CaseFact[]>(Object.entries(own).map(([id, { entries }]) => [id, entries]));
  for (const file of files) for (const one of file.cases) facts.set(one.case, [...(facts.get(one.case) ?? []), ...one.entries]);
  const names = await roundNames(store);
  const cases = new Map<string, Known>();
  for (const [id, entries] of facts) {
    const stands = standing(entries);
    if (stands) cases.set(id, { stands, own: own[id] ?? null, named: stands.endedOn === null ? (names.get(id) ?? null) : null });
  }
  const people = new Map([...store.known().workers, ...files.flatMap((file) => file.people)].map((one) => [one.id, { id: one.id, name: one.name }]));
  return {
    cases,
    people: [...people.values()].sort((one, other) => one.name.localeCompare(other.name, 'fr')),
    services: new Map(files.flatMap((file) => file.services).map((service) => [service.id, service])),
  };
}

async function casesAt(store: Store, doors: readonly string[]): Promise<CaseCard[]> {
  const all = await everything(store);
  const here = [...all.cases].filter(([, known]) => doors.includes(doorIn(known) ?? ''));
  const cards = await Promise.all(here.map(async ([id, known]) => card(store, all, id, known, await withdrawnAt(store, known))));
  return cards.sort((one, other) => Number(isEnded(one.state)) - Number(isEnded(other.state)) || (one.due ?? '9').localeCompare(other.due ?? '9'));
}

function doorIn({ own, named }: Known): string | null {
  return own?.door ?? named?.door ?? null;
}

async function withdrawnAt(store: Store, { own }: Known): Promise<ReadonlySet<string>> {
  return own?.visit ? new Set((await store.facts(own.entrance)).withdrawn) : new Set();
}

function card(store: Store, { people, services }: Everything, id: string, known: Known, withdrawn: ReadonlySet<string>): CaseCard {
  const { stands, own, named } = known;
  const { opening, state, due, slot, owner, reason, attempts, openedOn, endedOn } = stands;
  return {
    id, state, due, slot, reason, attempts, openedOn,
    matter: opening.matter,
    theme: opening.theme,
    consent: opening.consent,
    entrance: opening.entrance,
    keeping: keepingOf(due, endedOn, today(store)),
    owner: owner === null ? null : (people.find((one) => one.id === owner) ?? { id: owner, name: 'quelqu’un de l’équipe' }),
    mine: owner === store.session?.worker,
    service: opening.service === null ? null : (services.get(opening.service) ?? null),
    door: doorIn(known),
    named: named && (named.name !== '' || named.telephone !== '') ? { name: named.name, telephone: named.telephone } : null,
    doubtful: !isEnded(state) && own?.visit !== null && own?.visit !== undefined && withdrawn.has(own.visit),
    waiting: own?.entries.some((entry) => store.pending.has(entry.id)) ?? false,
  };
}

async function promises(store: Store, round: string): Promise<EntrancePromises[]> {
  const { bundle, ledger } = store.unlocked();
  const all = await everything(store);
  const found: EntrancePromises[] = [];
  for (const entrance of bundle.rounds.find(({ id }) => id === round)?.entrances ?? []) {
    const place = bundle.entrances.find(({ id }) => id === entrance);
    const here = [...all.cases].filter(([, { stands }]) => stands.opening.entrance === entrance && isShown(store, stands));
    const comeBack = (ledger.progress[entrance]?.comeBack ?? 0) > 0;
    if (!place || (here.length === 0 && !comeBack)) continue;
    const one = await entrancePromises(store, all, place, here);
    if (one.cases.length > 0 || one.doors.length > 0) found.push(one);
  }
  return found;
}

async function entrancePromises(store: Store, all: Everything, place: { id: string; label: string; address: string }, here: [string, Known][]): Promise<EntrancePromises> {
  const facts = await store.facts(place.id);
  const doors = doorsOf(facts);
  const withdrawn = new Set(facts.withdrawn);
  const doorOf = (id: string | null) => (id === null ? undefined : doors.find(({ door, merged }) => door.id === id || merged.some((other) => other.id === id)));
  const cases = here
    .filter(([, known]) => doorOf(doorIn(known))?.opposed !== true)
    .map(([id, known]) => {
      const door = doorOf(doorIn(known))?.door;
      return { ...card(store, all, id, known, withdrawn), at: door ?? null };
    });
  const promised: DoorPromise[] = doors.flatMap(({ door, visits, opposed }) => {
    const due = opposed ? null : (visits[0]?.day ?? null);
    if (!due) return [];
    const slot = visits[0]?.slot ?? null;
    return [{ door, due, slot, keeping: keepingOf(due, null, today(store)) }];
  });
  return { id: place.id, label: place.label, address: place.address, cases, doors: promised };
}

function isShown(store: Store, { opening, endedOn }: Case): boolean {
  if (opening.matter === 'procedure') return false;
  return endedOn === null || endedOn >= parisDay(now(store) - KEPT_SHOWN * 86_400_000);
}

function factOf({ format: _format, organisation: _organisation, case: _case, salt: _salt, receipt: _receipt, ...fact }: (CaseEntry | CaseStepEntry) & { receipt?: string }): CaseFact {
  return fact;
}

function requirePlace(session: Session, { round, entrance }: Place): void {
  const known = session.bundle.rounds.find(({ id }) => id === round);
  if (!known) throw new Sentence(SENTENCES.unknownRound);
  if (!known.entrances.includes(entrance)) throw new Sentence(SENTENCES.unknownEntrance);
}

/** The present moment on the server's clock, as far as the tablet knows it. */
function now(store: Store): number {
  return store.env.now() + (store.known().clockErrorMs ?? 0);
}

function today(store: Store): string {
  return parisDay(now(store));
}
