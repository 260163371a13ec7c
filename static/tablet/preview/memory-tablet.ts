/* eslint-disable max-lines -- one object that stands for the whole tablet */
/** A tablet that lives in memory, with invented residents' doors, to look at the screens without a server. Not part of the build. */
import { OUTCOMES, type DoorDefinition, type DoorLabel, type Outcome, type Slot } from '../src/domain/entries';
import type { DoorCard, Draft, EncounterCard, EntranceCard, ExchangeStatus, Facade, GivenPart, RoundCard, SessionCard, Tablet, TakingCard, VisitCard, WorkerCard } from '../src/domain/tablet';
import { SENTENCES, Sentence } from '../src/domain/sentences';
import { fill, type Pattern } from '../src/domain/patterns';

interface Scene {
  state: Tablet['state'];
  workers: number;
  pending: number;
  online: boolean;
  short: boolean;
  emptied: boolean;
  empty: boolean;
  slow: number;
  fails: boolean;
  /** A joint round: partners were at every fourth door. */
  partners: boolean;
  xform: string;
}

const TOWNS = ['name,label', ...Array.from({ length: 240 }, (_, index) => `t${index},Commune ${String.fromCharCode(65 + (index % 26))}${index}`)].join('\n');

const NAMES = ['Camille Exemple', 'Sacha Modèle', 'Noa Essai'];
const STREETS = ['12 rue des Tilleuls', '14 rue des Tilleuls', '3 place du Marché', '27 cours de la Source', '29 cours de la Source', '8 allée des Peupliers'];
const PATTERNS: Pattern[] = [
  { numbering: 'landing', perFloor: 4, from: 0, to: 5 },
  { numbering: 'hundreds', perFloor: 8, from: 0, to: 15 },
  { numbering: 'sides', perFloor: 2, from: 0, to: 4 },
  { numbering: 'continuous', perFloor: 6, from: 0, to: 9 },
  { numbering: 'letters', perFloor: 3, from: -1, to: 3 },
];
const WEIGHTS: [Outcome, number][] = [['absent', 52], ['refusal', 16], ['exchange', 14], ['brief', 8], ['come_back', 5], ['language_barrier', 2], ['minor_alone', 1], ['vacant', 1], ['opposition', 1]];

let seed = 7;
function random(): number {
  seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
  return seed / 2_147_483_648;
}
function someOutcome(): Outcome {
  let left = random() * 100;
  for (const [outcome, weight] of WEIGHTS) if ((left -= weight) < 0) return outcome;
  return OUTCOMES[3];
}

function visit(outcome: Outcome, slot: Slot | null, ago: number, mine: boolean, day: string | null = null): VisitCard {
  return { id: crypto.randomUUID(), outcome, slot, day, at: new Date(Date.now() - ago).toISOString(), author: mine ? NAMES[0] ?? null : NAMES[1] ?? null, mine, light: ago > 20 * 60_000 ? 'server' : 'tablet' };
}
function door(label: DoorLabel & { floor: number }, visited: boolean): DoorCard {
  const history: VisitCard[] = [];
  if (visited) for (let passage = 1 + Math.floor(random() * random() * 7); passage > 0; passage -= 1) history.push(visit(someOutcome(), null, passage * 30 * 3_600_000 * random(), random() > 0.5));
  history.sort((a, b) => b.at.localeCompare(a.at));
  return settled({ ...label, id: crypto.randomUUID(), latest: null, history, partners: [], draft: false, opposed: false, due: null, merged: [] });
}

/** Texts of the length that such parts have. */
function samples(entries: number): GivenPart[] {
  return (['log', 'answers'] as const).map((lane) => ({
    id: lane, lane, entries: Math.min(entries, 200), text: `palier-copy/1 0123456789abcdef\n${'Palier'.repeat(entries * 250)}`, name: `palier-copie-${lane === 'log' ? 'passages' : 'reponses'}-3f9a2c.txt`,
  }));
}
/** The door as its visits leave it. */
function settled(door: DoorCard): DoorCard {
  door.latest = door.history[0] ?? null;
  door.opposed = door.history.some((past) => past.outcome === 'opposition');
  door.due = door.opposed ? null : (door.latest?.day ?? null);
  return door;
}
const today = () => new Date().toISOString().slice(0, 10);

export function memoryTablet(scene: Scene): Tablet & { scene: Scene } {
  const listeners = new Set<() => void>();
  const say = () => { listeners.forEach((listener) => { listener(); }); };
  let state = scene.state;
  const workers: WorkerCard[] = NAMES.slice(0, scene.workers).map((name, index) => ({ id: `w${index}`, name, hasCode: scene.state !== 'new' && index < 2, opens: scene.state !== 'new' && index < 2 ? 'digits' : null }));
  let current: WorkerCard | null = state === 'unlocked' ? workers[0] ?? null : null;
  const drafts = new Map<string, Draft>();
  const attachments = new Map<string, Uint8Array<ArrayBuffer>>();
  let onScreen: string | null = null;
  const buildings = new Map<string, DoorCard[]>();
  const places = new Map<string, Pick<EntranceCard, 'id' | 'label' | 'address' | 'neighbourhood' | 'lon' | 'lat'>>();
  for (let index = 0; index < 14; index += 1) {
    const id = `e${index}`;
    const share = [0.55, 0.4, 1, 0, 0.8][index % 5] ?? 0;
    places.set(id, { id, label: `Bâtiment ${String.fromCharCode(65 + (index >> 1))}, entrée ${1 + (index % 2)}`, address: STREETS[index % STREETS.length] ?? '', neighbourhood: index < 8 ? 'Les Tilleuls' : 'La Source', lon: -0.58 + index * 0.0011, lat: 44.85 + (index % 5) * 0.0008 });
    const pattern = PATTERNS[index % 5];
    buildings.set(id, scene.empty || index === 11 || !pattern ? [] : fill(pattern).map((label) => door(label, random() < share)));
  }
  if (scene.partners) [...buildings.values()].flat().forEach((one, index) => { if (index % 4 === 1) one.partners = [new Date(Date.now() - (index % 3) * 86_400_000).toISOString().slice(0, 10)]; });
  const first = buildings.get('e0')?.find((one) => one.latest?.outcome === 'exchange');
  if (first) first.draft = true;
  const contact = (one: DoorCard) => one.history.some((past) => past.outcome === 'exchange' || past.outcome === 'brief');
  function card(id: string): EntranceCard {
    const doors = buildings.get(id) ?? [];
    const place = places.get(id);
    if (!place) throw new Error('Cette entrée n’est pas de votre tournée.');
    return { ...place, doors: doors.length, visited: doors.filter((one) => one.latest).length, contacts: doors.filter(contact).length, comeBack: doors.filter((one) => one.latest?.outcome === 'come_back').length, due: doors.filter((one) => one.due !== null && one.due <= today()).length, spared: 0, encounters: 0 };
  }
  const wait = () => new Promise((resolve) => setTimeout(resolve, scene.slow));
  const find = (entrance: string, id: string): DoorCard => {
    const one = buildings.get(entrance)?.find((each) => each.id === id);
    if (!one) throw new Error('Cette porte n’existe pas.');
    return one;
  };
  const sessions = new Map<string, SessionCard>();
  const takings = new Map<string, TakingCard>([['e1', { id: 't2', mine: false, name: NAMES[1] ?? null, from: 5, to: 8 }]]);
  const session = (entrance: string, mode: SessionCard['mode']): SessionCard => {
    const running = sessions.get(entrance) ?? { id: crypto.randomUUID(), mode, workers: workers.slice(0, 1), startedAt: new Date().toISOString(), encounters: [], adults: 0, children: 0 };
    sessions.set(entrance, running);
    return running;
  };
  const remove = (entrance: string, id: string): DoorDefinition | null => {
    const doors = buildings.get(entrance) ?? [];
    const index = doors.findIndex((one) => one.id === id);
    return index < 0 ? null : doors.splice(index, 1)[0] ?? null;
  };
  let pending = scene.pending;
  let copied = 0;
  let busy = false;
  return {
    scene,
    get state() {
      return state;
    },
    organisationName: () => (state === 'new' ? null : 'Centre social de l’Exemple'),
    deviceName: () => (state === 'new' ? null : 'Tablette 2'),
    contact: () => ({ telephone: '05 56 00 00 00', address: '3 rue des Essais, Exemple' }),
    workers: () => workers.map((one) => ({ ...one })),
    currentWorker: () => current,
    async enrol(fragment) {
      await new Promise((resolve) => setTimeout(resolve, 900));
      if (fragment === 'faux.lien') throw new Error('Ce lien n’est plus valable. Demandez-en un nouveau à la coordination.');
      state = 'unlocked';
      say();
    },
    hasPasskeys: () => Promise.resolve(false),
    makePasskey: () => Promise.reject(new Error('Pas ici.')),
    async chooseSecrets(id) {
      await wait();
      const one = workers.find((worker) => worker.id === id);
      if (one) Object.assign(one, { hasCode: true, opens: 'digits' });
      current = one ?? null;
      say();
    },
    async unlock(id, code) {
      await new Promise((resolve) => setTimeout(resolve, 400));
      if (code !== '2718281829') return { ok: false, sentence: 'Ce n’est pas le bon code. Rien n’est perdu : essayez encore.' };
      current = workers.find((worker) => worker.id === id) ?? null;
      state = 'unlocked';
      say();
      return { ok: true };
    },
    async reopen(id, code) {
      await wait();
      if (code !== '314159') return { ok: false, sentence: 'Ce n’est pas le bon code court. Encore 4 essais, puis il faudra le code long.' };
      current = workers.find((worker) => worker.id === id) ?? null;
      state = 'unlocked';
      say();
      return { ok: true };
    },
    lock() {
      state = 'resting';
      say();
    },
    lockedByCentre: () => false,
    mustChoose: () => false,
    recover: () => Promise.reject(new Error('Pas ici.')),
    wasErased: () => false,
    lockForGood() {
      state = 'locked';
      current = null;
      say();
    },
    async rounds() {
      await wait();
      const ids = [...places.keys()];
      const rounds: RoundCard[] = [{ id: 'r1', name: 'Tilleuls et Source, automne', startsOn: '2026-11-02', endsOn: '2026-12-18', entrances: ids.map(card) }];
      return rounds;
    },
    async facade(round, entrance) {
      await wait();
      const doors = buildings.get(entrance) ?? [];
      const floors = [...new Set(doors.map((one) => one.floor))].sort((a, b) => b - a);
      const running = sessions.get(entrance);
      const taken = takings.get(entrance);
      const facade: Facade = { entrance: card(entrance), round, today: today(), session: running ? { ...running, encounters: [...running.encounters] } : null, takings: taken ? [taken] : [], encounters: [...(running?.encounters ?? [])], floors: floors.map((floor) => ({ floor, doors: doors.filter((one) => one.floor === floor).map((one) => ({ ...one, history: [...one.history] })) })) };
      return facade;
    },
    async noteVisit(note) {
      await wait();
      if (scene.fails) throw new Error('La mémoire de la tablette est pleine : cette note n’a pas été enregistrée. Tout ce qui était déjà noté est gardé. Libérez de la place, puis recommencez.');
      const one = find(note.entrance, note.door);
      session(note.entrance, 'doors');
      const entry = visit(note.outcome, note.slot ?? null, 0, true, note.day ?? null);
      one.history = [entry, ...one.history.filter((past) => past.id !== note.replaces)];
      settled(one);
      pending += 1;
      say();
      return entry.id;
    },
    async withdraw(note) {
      await wait();
      for (const one of buildings.get(note.entrance) ?? []) {
        one.history = one.history.filter((past) => past.id !== note.entry);
        settled(one);
      }
      const running = sessions.get(note.entrance);
      if (running) running.encounters = running.encounters.filter(({ id }) => id !== note.entry);
      pending += 1;
      say();
    },
    async addDoors(note) {
      await wait();
      buildings.get(note.entrance)?.push(...note.doors.map((label) => door(label, false)));
      say();
      return crypto.randomUUID();
    },
    async renameDoor(note) {
      await wait();
      Object.assign(find(note.entrance, note.door), note.label);
      say();
      return crypto.randomUUID();
    },
    async moveDoor(note) {
      await wait();
      find(note.entrance, note.door).floor = note.floor;
      say();
      return crypto.randomUUID();
    },
    async mergeDoor(note) {
      await wait();
      if (note.into !== null) {
        const gone = remove(note.entrance, note.door);
        if (gone) find(note.entrance, note.into).merged.push(gone);
      }
      say();
      return crypto.randomUUID();
    },
    async splitDoor(note) {
      await wait();
      const one = find(note.entrance, note.door);
      Object.assign(one, note.label);
      buildings.get(note.entrance)?.push(door({ floor: one.floor, ...note.other }, false));
      say();
    },
    async liftOpposition(note) {
      await wait();
      find(note.entrance, note.door).opposed = false;
      say();
      return crypto.randomUUID();
    },
    async noteEncounter(note) {
      await wait();
      const met: EncounterCard = { id: crypto.randomUUID(), place: note.place, outcome: note.outcome, at: new Date().toISOString(), author: NAMES[0] ?? null, mine: true, light: 'tablet', draft: false };
      session(note.entrance, note.place).encounters.push(met);
      say();
      return met.id;
    },
    async countPeople(note) {
      await wait();
      const running = session(note.entrance, 'hall');
      running.adults += note.adults;
      running.children += note.children;
      say();
      return crypto.randomUUID();
    },
    async setSession(note) {
      await wait();
      Object.assign(session(note.entrance, note.mode), { mode: note.mode, workers: workers.filter(({ id }) => note.workers.includes(id)) });
      say();
      return crypto.randomUUID();
    },
    async endSession(note) {
      await wait();
      sessions.delete(note.entrance);
      say();
    },
    async takeFloors(note) {
      await wait();
      if (note.floors) takings.set(note.entrance, { id: 't1', mine: true, name: NAMES[0] ?? null, ...note.floors });
      else takings.delete(note.entrance);
      say();
      return crypto.randomUUID();
    },
    form: () => Promise.resolve({ card: { id: 'contact', version: '1', hash: 'h', title: 'Premier contact', fields: {} }, xform: scene.xform }),
    formByHash: () => Promise.resolve(scene.xform),
    file: () => Promise.resolve(null),
    basemap: () => Promise.resolve(null),
    formMedia: (_hash, name) => Promise.resolve(name === 'towns.csv' ? new Blob([TOWNS]) : null),
    otherForms: () => Promise.resolve([]),
    keepAttachment(_draft, bytes) {
      const id = crypto.randomUUID();
      attachments.set(id, bytes);
      return Promise.resolve(id);
    },
    attachment: (id) => Promise.resolve(attachments.get(id) ?? null),
    dropAttachment(id) {
      attachments.delete(id);
      return Promise.resolve();
    },
    draft: (entrance, id) => Promise.resolve(drafts.get(`${entrance} ${id}`) ?? null),
    receipt: () => Promise.resolve({ code: '7K3M-Q9XA-0BCD-EFGH-A', day: '2026-11-23', agreed: { informed: 'aloud_leaflet', consent: 'contact', day: '2026-11-23' } }), draftOf: (id) => Promise.resolve([...drafts.values()].find((one) => one.visit === id) ?? null),
    openDraft: () => Promise.resolve([...drafts.values()].find((one) => one.id === onScreen) ?? null),
    saveDraft(draft, shown) {
      drafts.set(`${draft.entrance} ${draft.door ?? draft.visit}`, draft);
      if (draft.door !== null) find(draft.entrance, draft.door).draft = true;
      onScreen = shown ? draft.id : null;
      say();
      return Promise.resolve();
    },
    discardDraft(id) {
      for (const [key, one] of drafts) {
        if (one.id !== id) continue;
        drafts.delete(key);
        if (one.door !== null) find(one.entrance, one.door).draft = false;
      }
      say();
      return Promise.resolve();
    },
    finishDraft: () => Promise.resolve(crypto.randomUUID()),
    openCase: () => Promise.resolve(crypto.randomUUID()),
    stepCase: () => Promise.resolve(),
    keepCase: () => Promise.resolve(),
    casesAt: () => Promise.resolve([]),
    promises: () => Promise.resolve([]),
    colleagues: () => Promise.resolve(workers.map(({ id, name }) => ({ id, name }))),
    giveCopies: () => Promise.resolve({ parts: pending === 0 ? [] : samples(pending), left: pending > 400 ? pending - 400 : 0 }),
    async confirmCopies(digits) {
      await wait();
      if (digits.replaceAll(' ', '') !== '12345678') throw new Sentence(SENTENCES.wrongDigits);
      copied = pending;
      say();
      return copied;
    },
    async takeCopies(text) {
      await wait();
      if (!text.startsWith('palier-copy/1')) throw new Sentence(SENTENCES.notACopy);
      return [{ digits: '12345678', again: false }, { digits: '07401936', again: false }];
    },
    receiptsToBring: () => [{ origin: { id: 'd1', name: 'Tablette 1' }, text: 'palier-receipts/1', name: 'palier-accuses-d1.txt' }],
    takeReceipts: () => Promise.resolve(12),
    before: () => (scene.emptied ? { notes: 57, missing: 2, lastAt: '2026-11-24T10:05:00.000+01:00' } : null),
    forgetBefore: () => Promise.resolve(void (scene.emptied = false)),
    status(): ExchangeStatus {
      return { online: scene.online, busy, pending, copied, carried: 1, lastExchange: new Date(Date.now() - 12 * 60_000).toISOString(), nextTry: null, trouble: null, setAside: scene.short ? 2 : 0 };
    },
    storage: () => Promise.resolve({ persisted: true, usedBytes: 12_400_000, quotaBytes: scene.short ? 40_000_000 : 2_100_000_000, short: scene.short }),
    async exchangeNow() {
      busy = true;
      say();
      await new Promise((resolve) => setTimeout(resolve, 700));
      busy = false;
      if (!scene.online) {
        say();
        throw new Error('Le serveur ne répond pas. Tout reste gardé ici ; la tablette réessaiera.');
      }
      pending = 0;
      say();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
