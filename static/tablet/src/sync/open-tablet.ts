/** The tablet that the screens get: store and exchange behind one interface. */
import { CONTACT_FORM } from '../domain/bundle';
import { facadeOf } from '../domain/facade';
import { partnersOn } from '../domain/partners';
import { parisDay } from '../domain/moments';
import { dueBy, NO_PROGRESS, NOTHING_DONE, sparedIn } from '../domain/progress';
import { SENTENCES, Sentence } from '../domain/sentences';
import type { Basemap, EntranceCard, Facade, FormCard, OtherForm, RoundCard, StorageStatus, Tablet, WorkerCard } from '../domain/tablet';
import { discardDraft, draftAt, draftOf, finishDraft, openDraft, saveDraft } from '../store/drafts';
import { dropAttachment, keepAttachment, readAttachment } from '../store/attachments';
import { followUps } from '../store/cases';
import { forgetBefore } from '../store/enrolment';
import { browserEnvironment, type Environment } from '../store/environment';
import { receiptOf } from '../store/exchanges';
import { correctedNow, noteVisit, withdraw } from '../store/journal';
import { addDoors, mergeDoor, moveDoor, renameDoor, splitDoor } from '../store/places';
import { countPeople, endSession, liftOpposition, noteEncounter, setSession, takeFloors } from '../store/teams';
import { readFile } from '../store/files';
import { chooseSecrets } from '../store/keys';
import { readBasemap, readyBasemap } from '../store/parts';
import { missingMedia, readMedia } from '../store/media';
import { missingForms, readForm } from '../store/receiving';
import { reopen, rest } from '../store/resting';
import { Store } from '../store/store';
import { unlock } from '../store/unlocking';
import { confirm, giveCopies, receiptsToBring, takeCopies, takeReceipts } from './copies';
import { enrol } from './enrol';
import { Exchange } from './exchange';

/** How long a person may be kept waiting at the first code, milliseconds. */
const FIRST_EXCHANGE = 20_000;

export async function openTablet(surroundings: Partial<Environment> = {}): Promise<Tablet> {
  const store = new Store({ ...browserEnvironment(), ...surroundings });
  await store.open();
  const exchange = new Exchange(store);
  exchange.start();
  return {
    get state() {
      if (store.device === null) return 'new';
      if (store.session !== null) return 'unlocked';
      return store.resting === null ? 'locked' : 'resting';
    },
    organisationName: () => store.device?.organisation.name ?? null,
    deviceName: () => store.device?.device.name ?? null,
    contact: () => store.session?.bundle.organisation.contact ?? {},
    workers: () => workersOf(store),
    currentWorker: () => workersOf(store).find(({ id }) => id === (store.session ?? store.resting)?.worker) ?? null,

    enrol: async (fragment) => {
      await enrol(store, fragment);
      await store.env.keepStorage();
    },
    chooseSecrets: async (worker, secrets, old) => {
      const isFirst = !store.saved;
      await chooseSecrets(store, worker, secrets, old);
      if (isFirst) await firstExchange(store, exchange);
    },
    unlock: (worker, code) => unlock(store, worker, code),
    recover: async (worker) => (await import('./recovering')).recover(store, worker),
    mustChoose: () => store.session !== null && (store.session.recovered === true || store.coded.get(store.session.worker ?? '') === 'old'),
    reopen: (worker, code) => reopen(store, worker, code),
    hasPasskeys: async () => (await store.env.passkeys()).available(),
    makePasskey: async (worker) => (await store.env.passkeys()).make(workersOf(store).find(({ id }) => id === worker)?.name ?? ''),
    lock: () => { rest(store); },
    lockForGood: () => { store.forgetKey(); },
    lockedByCentre: () => store.device?.lockedByCentre === true,
    wasErased: () => store.wasErased,

    rounds: () => Promise.resolve().then(() => roundsOf(store)),
    facade: (round, entrance) => facadeAt(store, round, entrance),

    noteVisit: (note) => noteVisit(store, note),
    withdraw: (note) => withdraw(store, note),
    addDoors: (note) => addDoors(store, note),
    renameDoor: (note) => renameDoor(store, note),
    moveDoor: (note) => moveDoor(store, note),
    mergeDoor: (note) => mergeDoor(store, note),
    splitDoor: (note) => splitDoor(store, note),
    liftOpposition: (note) => liftOpposition(store, note),
    noteEncounter: (note) => noteEncounter(store, note),
    countPeople: (note) => countPeople(store, note),
    setSession: (note) => setSession(store, note),
    endSession: (note) => endSession(store, note),
    takeFloors: (note) => takeFloors(store, note),

    form: (id) => currentForm(store, id),
    formByHash: (hash) => readForm(store, hash),
    file: (name) => readFile(store, name),
    basemap: () => basemapOf(store),
    formMedia: (hash, name) => readMedia(store, hash, name),
    otherForms: (entrance, door) => otherForms(store, entrance, door),
    draft: (entrance, door, form) => draftAt(store, entrance, door, form),
    draftOf: (visit, form) => draftOf(store, visit, form),
    openDraft: () => Promise.resolve().then(() => openDraft(store)),
    saveDraft: (draft, onScreen) => saveDraft(store, draft, onScreen),
    discardDraft: (id) => discardDraft(store, id),
    keepAttachment: (draft, bytes) => keepAttachment(store, draft, bytes),
    attachment: (id) => readAttachment(store, id),
    dropAttachment: (id) => dropAttachment(store, id),
    finishDraft: (draft, answers, identity, files) => finishDraft(store, draft, answers, identity, files),

    receipt: (visit) => receiptOf(store, visit),
    ...followUps(store),

    giveCopies: () => giveCopies(store),
    confirmCopies: (digits) => confirm(store, digits),
    takeCopies: (text) => takeCopies(store, text),
    receiptsToBring: () => receiptsToBring(store),
    takeReceipts: (text) => takeReceipts(store, text),

    before: () => store.session?.ledger.before ?? null,
    forgetBefore: () => forgetBefore(store),

    status: () => exchange.status(),
    storage: () => storageOf(store),
    exchangeNow: () => exchange.now(),
    subscribe: (listener) => store.subscribe(listener),
  };
}

/** Doors, history and forms arrive before the tablet says that it is ready; without a network it is ready all the same. */
async function firstExchange(store: Store, exchange: Exchange): Promise<void> {
  await new Promise<void>((resolve) => {
    const cancel = store.env.later(resolve, FIRST_EXCHANGE);
    void exchange.now().finally(() => {
      cancel();
      resolve();
    });
  });
}

function workersOf(store: Store): WorkerCard[] {
  return (store.device?.workers ?? []).map(({ id, name }) => ({ id, name, hasCode: store.coded.has(id), opens: store.coded.get(id) ?? null }));
}

function roundsOf(store: Store): RoundCard[] {
  return store.unlocked().bundle.rounds.map((round) => ({
    id: round.id,
    name: round.name,
    startsOn: round.starts_on,
    endsOn: round.ends_on,
    entrances: round.entrances.flatMap((entrance) => entranceCard(store, round.id, entrance) ?? []),
  }));
}

function entranceCard(store: Store, round: string, entrance: string): EntranceCard | null {
  const { bundle, ledger } = store.unlocked();
  const known = bundle.entrances.find(({ id }) => id === entrance);
  if (known === undefined) return null;
  const progress = ledger.progress[entrance] ?? NO_PROGRESS;
  const { visited, contacts, encounters = 0 } = progress.rounds[round] ?? NOTHING_DONE;
  const due = dueBy(progress, parisDay(correctedNow(store)));
  return { ...known, doors: progress.doors, comeBack: progress.comeBack, due, spared: sparedIn(progress, round), visited, contacts, encounters };
}

async function facadeAt(store: Store, round: string, entrance: string): Promise<Facade> {
  const card = entranceCard(store, round, entrance);
  if (card === null) throw new Sentence(SENTENCES.unknownEntrance);
  const facts = await store.facts(entrance);
  const { bundle, drafts, worker } = store.unlocked();
  const begun = [...drafts.values()].filter((draft) => draft.entrance === entrance && draft.form.id === CONTACT_FORM);
  const now = correctedNow(store);
  const shown = facadeOf(facts, {
    pending: store.pending,
    copied: store.copied,
    drafts: new Set(begun.map(({ door, visit }) => door ?? visit)),
    names: new Map(store.known().workers.map(({ id, name }) => [id, name])),
    partners: partnersOn(bundle.rounds.find(({ id }) => id === round), parisDay(now)),
    worker,
    device: store.known().device.id,
    round,
    now,
  });
  return { entrance: card, round, ...shown };
}

async function basemapOf(store: Store): Promise<Basemap | null> {
  const ready = await readyBasemap(store);
  return ready && { hash: ready.hash, read: (offset, length) => readBasemap(store, ready, offset, length) };
}

/** The form that new interviews use; an older version of it as long as the newer one, with its files, has not arrived. */
async function currentForm(store: Store, id: string): Promise<{ card: FormCard; xform: string } | null> {
  const card = (await wholeForms(store)).filter((form) => form.id === id).at(-1);
  const xform = card && (await readForm(store, card.hash));
  return card && xform ? { card, xform } : null;
}

async function wholeForms(store: Store): Promise<FormCard[]> {
  const lacking = new Set([...(await missingForms(store)), ...(await missingMedia(store)).map(({ form }) => form)]);
  return store.unlocked().bundle.forms.filter(({ hash }) => !lacking.has(hash));
}

async function otherForms(store: Store, entrance: string, at: string): Promise<OtherForm[]> {
  const newest = new Map((await wholeForms(store)).filter(({ id }) => id !== CONTACT_FORM).map((card) => [card.id, card]));
  const begun = new Set([...store.unlocked().drafts.values()].filter((draft) => draft.entrance === entrance && (draft.door ?? draft.visit) === at).map(({ form }) => form.id));
  return [...newest.values()].map((card) => ({ card, begun: begun.has(card.id) })).sort((one, other) => one.card.title.localeCompare(other.card.title, 'fr'));
}

const SHORT_BYTES = 50 * 1024 * 1024;
const SHORT_SHARE = 0.1;

async function storageOf(store: Store): Promise<StorageStatus> {
  const { persisted, usedBytes, quotaBytes } = await store.env.storage();
  const left = quotaBytes - usedBytes;
  return { persisted, usedBytes, quotaBytes, short: left < SHORT_BYTES || left < quotaBytes * SHORT_SHARE };
}
