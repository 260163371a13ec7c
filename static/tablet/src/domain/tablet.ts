/**
 * The tablet as its screens see it: one object, made by `sync/open-tablet.ts`, that owns keys, journal and exchange.
 * Screens never touch Dexie, fetch or age.
 */
import type { Before } from './before';
import type { Contact, Named } from './bundle';
import type { FollowUps } from './followups';
import type { Opens, Passkey, Secrets } from './secrets';
import type { Agreed, CodedAnswers, DoorDefinition, DoorLabel, MeetingOutcome, MeetingPlace, Mode, Outcome, Slot } from './entries';

/** Where something is noted. */
export interface At {
  round: string;
  entrance: string;
}

export interface WorkerCard {
  id: string;
  name: string;
  hasCode: boolean;
  /** What opens the tablet for them after a restart; null without a code. */
  opens: Opens | null;
}

export interface RoundCard {
  id: string;
  name: string;
  startsOn: string;
  endsOn: string;
  entrances: EntranceCard[];
}

export interface EntranceCard {
  id: string;
  label: string;
  address: string;
  neighbourhood: string | null;
  lon: number;
  lat: number;
  /** Doors known, doors with a live visit of this round, doors with a contact in it, doors to come back to (since whatever round). */
  doors: number;
  visited: number;
  contacts: number;
  comeBack: number;
  /** Doors to come back to that were promised for today or before. */
  due: number;
  /** Doors not visited in this round that ask us to stay away: nothing is left to do there. */
  spared: number;
  /** People met at no door in this round. */
  encounters: number;
}

/** Where an entry is: only on this tablet, on a neighbour's too (who confirmed it), or on the server too (receipt digest equal to ours). */
export type Light = 'tablet' | 'copy' | 'server';

export interface VisitCard {
  id: string;
  outcome: Outcome;
  slot: Slot | null;
  /** The day that was promised. */
  day: string | null;
  /** ISO moment, corrected time. */
  at: string;
  /** Name of the worker when this tablet knows it. */
  author: string | null;
  mine: boolean;
  light: Light;
}

export interface DoorCard extends DoorDefinition {
  /** Latest state, or null when nobody has knocked. */
  latest: VisitCard | null;
  /** Live visits, newest first. */
  history: VisitCard[];
  /** Days (`2026-11-24`) on which a partner of the joint round was here, latest first. What came of it is not told. */
  partners: string[];
  /** A contact form begun here and not finished. */
  draft: boolean;
  /** The household asks us to stay away, whatever the latest visit was. */
  opposed: boolean;
  /** The day somebody is expected here, if one was promised and not kept. */
  due: string | null;
  /** Doors that turned out to be this one. */
  merged: DoorDefinition[];
}

/** Somebody met at no door. */
export interface EncounterCard {
  id: string;
  place: MeetingPlace;
  outcome: MeetingOutcome;
  at: string;
  author: string | null;
  mine: boolean;
  light: Light;
  /** A contact form begun with it and not finished. */
  draft: boolean;
}

/** This tablet's session, as long as it goes on. */
export interface SessionCard {
  id: string;
  mode: Mode;
  workers: Named[];
  startedAt: string;
  encounters: EncounterCard[];
  adults: number;
  children: number;
}

/** Where somebody said to go today. */
export interface TakingCard {
  /** Its tablet. */
  id: string;
  mine: boolean;
  name: string | null;
  from: number;
  to: number;
}

export interface Facade {
  entrance: EntranceCard;
  round: string;
  /** Today in the territory, by the server's clock as far as it is known. */
  today: string;
  /** Top floor first, ground floor last; doors in the order they stand (number, letter, left to right). */
  floors: { floor: number; doors: DoorCard[] }[];
  session: SessionCard | null;
  takings: TakingCard[];
  /** Encounters of today here, whatever session they were noted in. */
  encounters: EncounterCard[];
}

export interface ExchangeStatus {
  online: boolean;
  busy: boolean;
  /** Entries that the server does not have. */
  pending: number;
  /** Those of them that a neighbour tablet keeps a copy of. */
  copied: number;
  /** Copies of neighbours that are still to be brought to the server. */
  carried: number;
  /** ISO moment of the last exchange that the server answered, or null. */
  lastExchange: string | null;
  /** ISO moment of the next try by itself, or null. */
  nextTry: string | null;
  /** A sentence when something needs a person (unknown tablet, quarantined entries…), else null. */
  trouble: string | null;
  /** Changes received that could not be applied (kept). */
  setAside: number;
}

/** Part of what the server lacks, to hand to a neighbour: visits and answers apart, readable by the server alone. */
export interface GivenPart {
  id: string;
  lane: 'log' | 'answers';
  entries: number;
  /** What is handed over, as a file called `name` or as pictures. */
  text: string;
  name: string;
}

export interface TakenCopy {
  /** Shown to who gave it: only these tell that it is kept. */
  digits: string;
  /** Kept here before. */
  again: boolean;
}

/** Receipts to bring back to the tablet whose notes this one carried. */
export interface CarriedReceipts {
  origin: { id: string; name: string };
  text: string;
  name: string;
}

export interface StorageStatus {
  persisted: boolean;
  usedBytes: number;
  quotaBytes: number;
  /** True under 50 MB or 10 % left. */
  short: boolean;
}

export interface Draft {
  id: string;
  entrance: string;
  round: string;
  /** Null at an encounter without a door. */
  door: string | null;
  /** The visit, or the encounter. */
  visit: string;
  form: { id: string; version: string; hash: string };
  /** Instance XML with every value, of hidden branches too, as the adapter gives it. */
  state: string;
  /** Index of the group of questions on screen. */
  position: number;
}

/** A photo or a recording of a draft, by the id that `keepAttachment` gave. */
export interface KeptFile {
  id: string;
  /** The question it answers. */
  field: string;
  name: string;
  /** A media type. */
  type: string;
}

/** A form that can be opened at a door beside the contact form. */
export interface OtherForm {
  card: FormCard;
  begun: boolean;
}

/** A contact form as it begins, or goes on, with a visit being noted: where and at which visit, the note tells. */
export type DraftAtVisit = Omit<Draft, 'entrance' | 'round' | 'door' | 'visit'>;

export interface FormCard {
  id: string;
  version: string;
  hash: string;
  title: string;
  fields: Record<string, string>;
}

/** Vector tiles (PMTiles), read where they lie. */
export interface Basemap {
  hash: string;
  read(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>>;
}

/** What a resident takes along from an exchange. */
export interface ReceiptCard {
  /** In groups; null when nothing is kept. */
  code: string | null;
  day: string;
  /** Null until the contact form is finished. */
  agreed: Agreed | null;
}

/** A lost code: the coordination is asked to give this tablet its key back. */
export interface Recovering {
  /** Eight digits, read out to the coordination. */
  number: string;
  /** Resolves when the tablet is open. */
  opened: Promise<void>;
  stop(): void;
}

export type UnlockResult = { ok: true } | { ok: false; sentence: string };

export interface Tablet extends FollowUps {
  /** `resting`: locked in the stairwell, six digits open it. `locked`: its key is not in memory. */
  readonly state: 'new' | 'locked' | 'resting' | 'unlocked';
  organisationName(): string | null;
  deviceName(): string | null;
  /** How residents reach the organisation; only while unlocked. */
  contact(): Contact;
  workers(): WorkerCard[];
  currentWorker(): WorkerCard | null;

  /** Enrol from the fragment of the coordinator's link. Throws a `Sentence`. Leaves the tablet unlocked, no worker current. */
  enrol(fragment: string): Promise<void>;
  /** Chosen while unlocked; the worker becomes current. Whoever has some changes only their own, by giving the long code as `old` (null: the device is asked): a wrong one counts as at `unlock`. */
  chooseSecrets(worker: string, secrets: Secrets, old?: string | null): Promise<void>;
  /** Whether this device has a lock of its own that can open the tablet. */
  hasPasskeys(): Promise<boolean>;
  makePasskey(worker: string): Promise<Passkey>;
  /** By the long code; null: the device itself is asked. */
  unlock(worker: string, code: string | null): Promise<UnlockResult>;
  /** Their code was lost. Throws a `Sentence`. */
  recover(worker: string): Promise<Recovering>;
  /** Opened by a code of before there were two, or because one was lost: new ones first. */
  mustChoose(): boolean;
  /** By the short code, while resting. */
  reopen(worker: string, code: string): Promise<UnlockResult>;
  /** The short code opens again, as long as the key is in memory. */
  lock(): void;
  /** Only a long code opens again. */
  lockForGood(): void;
  /** By the coordination: no code opens it until that is taken back. */
  lockedByCentre(): boolean;
  /** At the coordination's wish, since the app began. */
  wasErased(): boolean;

  rounds(): Promise<RoundCard[]>;
  facade(round: string, entrance: string): Promise<Facade>;

  /**
   * Durable when the promise resolves. Returns the entry id.
   * `draft` is written in the same transaction and becomes the one on screen: an exchange never stands without the form it opens.
   */
  noteVisit(note: At & { door: string; outcome: Outcome; slot?: Slot | null; day?: string | null; replaces?: string | null; draft?: DraftAtVisit | null }): Promise<string>;
  /** Of a visit or an encounter. */
  withdraw(note: At & { entry: string }): Promise<void>;
  liftOpposition(note: At & { door: string }): Promise<string>;
  /** Somebody met at no door; an exchange opens the contact form as at a door. */
  noteEncounter(note: At & { place: MeetingPlace; outcome: MeetingOutcome; draft?: DraftAtVisit | null }): Promise<string>;
  /** So many more people seen, or fewer. */
  countPeople(note: At & { adults: number; children: number }): Promise<string>;
  /** Who is there, and how they work: begins a session, or corrects the one that goes on. The first note of a day begins one by itself. */
  setSession(note: At & { mode: Mode; workers: string[] }): Promise<string>;
  endSession(note: At): Promise<void>;
  /** A hint to the others, for today; null gives it back. */
  takeFloors(note: At & { floors: { from: number; to: number } | null }): Promise<string>;
  /** Doors that stand there already are left alone. Returns the entry id, null if nothing was to add. */
  addDoors(note: At & { doors: (DoorLabel & { floor: number })[] }): Promise<string | null>;
  renameDoor(note: At & { door: string; label: DoorLabel }): Promise<string>;
  moveDoor(note: At & { door: string; floor: number }): Promise<string>;
  /** The two are one door, `into`; null: it stands by itself again. */
  mergeDoor(note: At & { door: string; into: string | null }): Promise<string>;
  /** Two homes behind one door: it is called `label` from now on, and `other` stands beside it. */
  splitDoor(note: At & { door: string; label: DoorLabel; other: DoorLabel }): Promise<void>;

  form(id: string): Promise<{ card: FormCard; xform: string } | null>;
  formByHash(hash: string): Promise<string | null>;
  /** A file of the bundle (`directory`, `cards`…) as it was last fetched; null when it never was. */
  file(name: string): Promise<{ hash: string; bytes: Uint8Array } | null>;
  /** The map of streets under ours, once it is here whole. */
  basemap(): Promise<Basemap | null>;
  /** A file of a form, by its name; null when this tablet does not have it. */
  formMedia(hash: string, name: string): Promise<Blob | null>;
  /** Other forms of the organisation that are whole on this tablet, by title. `at`: the door, or the encounter. */
  otherForms(entrance: string, at: string): Promise<OtherForm[]>;
  /** One draft per door and form; the contact form's when none is named. */
  draft(entrance: string, door: string, form?: string): Promise<Draft | null>;
  /** The unfinished form of a visit or an encounter. */
  draftOf(visit: string, form?: string): Promise<Draft | null>;
  /** The draft that was on screen when the app stopped, if any. */
  openDraft(): Promise<Draft | null>;
  saveDraft(draft: Draft, onScreen: boolean): Promise<void>;
  discardDraft(id: string): Promise<void>;
  /** Durable, encrypted, when it resolves; returns its id. Throws a `Sentence`. */
  keepAttachment(draft: string, bytes: Uint8Array<ArrayBuffer>): Promise<string>;
  attachment(id: string): Promise<Uint8Array<ArrayBuffer> | null>;
  dropAttachment(id: string): Promise<void>;
  /** Makes the answers entry, and one for each file, and drops the draft in one transaction. Files of the draft that are not named go with it. */
  finishDraft(draft: Draft, answers: CodedAnswers, identity: Record<string, string | string[]>, files?: readonly KeptFile[]): Promise<string>;

  /** Of a visit or an encounter; null when it was no exchange of this tablet, or when it is too long ago. */
  receipt(visit: string): Promise<ReceiptCard | null>;

  /** What the server lacks and no neighbour keeps yet, in three parts at most; `left` entries come after these. Also while locked. */
  giveCopies(): Promise<{ parts: GivenPart[]; left: number }>;
  /** The digits that a neighbour shows. Returns how many notes have their second light now; throws a `Sentence`, and changes nothing, if they are wrong. */
  confirmCopies(digits: string): Promise<number>;
  /** Keeps what a neighbour hands over, durable when the promise resolves. Throws a `Sentence`, and keeps nothing, if it is no copy for this tablet. Also while locked. */
  takeCopies(text: string): Promise<TakenCopy[]>;
  receiptsToBring(): CarriedReceipts[];
  /** Receipts that a neighbour brought back. Returns how many notes of this tablet they say to be at the server. Only while unlocked. */
  takeReceipts(text: string): Promise<number>;

  /** What the server has of the tablet whose place this one takes, until the team says that it has read it. */
  before(): Before | null;
  forgetBefore(): Promise<void>;

  status(): ExchangeStatus;
  storage(): Promise<StorageStatus>;
  exchangeNow(): Promise<void>;

  /** Called after any change of state, data or status; returns the way to stop listening. */
  subscribe(listener: () => void): () => void;
}
