/** The tablet's tables. Clear are only ids, keys' wrappings, the names on the code screen and what pushing needs while locked; all else is ciphertext. */
import Dexie, { type Table } from 'dexie';

import type { Named } from '../domain/bundle';
import type { Bytes } from '../domain/ids';
import type { Locked } from './cipher';
import type { Cost } from './code-key';

export type Lane = 'log' | 'answers';

/** A finished entry. Answers are found by their random id: nothing here orders them. */
export interface EntryRow {
  id: string;
  lane: Lane;
  digest: string;
  carrier: Bytes;
  /** Absent in what an older app kept. */
  round?: string;
  /** The lane again while the server does not have it; absent afterwards, so that the index holds only what is to send. */
  pending?: Lane;
  /** What the entry says, for this tablet. Of answers it goes once the server has them. */
  own?: Locked;
}

/** One entrance, one ciphertext. */
export interface SnapshotRow {
  entrance: string;
  facts: Locked;
}

/** What this tablet noted at an entrance since its snapshot was written: a few entries, so that a tap does not write the entrance again. */
export interface TailRow {
  entrance: string;
  content: Locked;
}

export interface OverviewRow {
  key: 'bundle' | 'ledger' | 'cases' | 'receipts';
  content: Locked;
}

export interface DraftRow {
  id: string;
  content: Locked;
}

/** Changes of the feed that this version could not apply: kept as they came. */
export interface SetAsideRow {
  id: string;
  content: Locked;
}

export interface FormRow {
  hash: string;
  xform: Locked;
}

/** What the bundle names beside forms, as the bytes that its hash is of. */
export interface FileRow {
  name: string;
  hash: string;
  content: Locked;
}

/** One megabyte of a file too large to be held whole: `<hash>/<index>`. */
export interface PartRow {
  id: string;
  content: Locked;
}

/** A photo or a recording of a form that is not finished. */
export interface AttachmentRow {
  id: string;
  draft: string;
  content: Locked;
}

/** A file of a form: `<form's hash>/<name>`. */
export interface MediaRow {
  id: string;
  /** SHA-256 of its bytes, hex: two versions of a form often share a file. */
  hash: string;
  content: Locked;
}

/** A copy that this tablet made, until the server has everything in it. Who carries it has the same text: `id` is its digest. */
export interface MadeRow {
  id: string;
  kind: 'made';
  lane: Lane;
  entries: string[];
  /** What a neighbour that keeps it shows. */
  digits: string;
  confirmed: boolean;
}

/** A copy that a neighbour gave to carry. What the server answered is for the tablet that made it. */
export interface CarriedRow {
  id: string;
  kind: 'carried';
  digits: string;
  takenAt: number;
  answered: { epoch: string; at: number; origin: Named | null; receipts: string | null } | null;
}

/** The text itself, under `text/` and its digest: sealed to the server, as carriers are, and sent while locked too. */
export interface CopyTextRow {
  id: string;
  kind: 'text';
  text: string;
}

export type CopyRow = MadeRow | CarriedRow | CopyTextRow;

/** A worker's wrapping of the data key. Wrong codes are counted before they are tried, so that a restart forgives none. */
export interface KeyRow {
  worker: string;
  salt: Bytes;
  wrapped: Locked;
  failures: number;
  lastFailure: number | null;
  /** What wraps the key; absent: a code of before there were two. */
  opens?: 'digits' | 'words' | 'passkey';
  /** What argon2id was told; absent: what it was told before. */
  cost?: Cost;
  /** Which of the device's ways in to ask; it is asked for `salt`. */
  passkey?: Bytes;
  /** The short code, under the data key: it opens nothing here. */
  short?: Locked;
}

export interface DeviceRow {
  key: 'device';
  /** Grows with every write: another window sees that its memory is old. */
  revision: number;
  device: Named;
  organisation: Named & { recipient: string };
  /** First digits of SHA-256 of the organisation's recipient, from the enrolment link. */
  fingerprint: string;
  token: string;
  /** This tablet's own age recipient; its private key is locked under the data key. */
  recipient: string;
  identity: Locked;
  transportRecipient: string;
  epoch: string;
  bundleHash: string | null;
  workers: Named[];
  counter: number;
  clockErrorMs: number | null;
  lastExchange: string | null;
  openDraft: string | null;
  /** The data key, sealed to the organisation when a code was last chosen: for a lost code. */
  recovery?: Bytes;
  /** By the coordination: nothing opens until it takes that back. */
  lockedByCentre?: boolean;
  /** Erased at the coordination's wish: what is still here goes before anything else is done. */
  gone?: boolean;
}

/** An enrolment that has not been answered yet: the private key, locked under the link's token. */
export interface InvitationRow {
  key: 'invitation';
  recipient: string;
  identity: Locked;
}

export class Database extends Dexie {
  declare entries: Table<EntryRow, string>;
  declare snapshots: Table<SnapshotRow, string>;
  declare tails: Table<TailRow, string>;
  declare overview: Table<OverviewRow, string>;
  declare drafts: Table<DraftRow, string>;
  declare setAside: Table<SetAsideRow, string>;
  declare forms: Table<FormRow, string>;
  declare files: Table<FileRow, string>;
  declare parts: Table<PartRow, string>;
  declare attachments: Table<AttachmentRow, string>;
  declare media: Table<MediaRow, string>;
  declare copies: Table<CopyRow, string>;
  declare keys: Table<KeyRow, string>;
  declare device: Table<DeviceRow | InvitationRow, string>;

  constructor(name: string) {
    // A visit that the screen calls noted must survive a dead battery.
    super(name, { chromeTransactionDurability: 'strict' });
    this.version(1).stores({
      entries: 'id, pending',
      snapshots: 'entrance',
      overview: 'key',
      drafts: 'id',
      setAside: 'id',
      forms: 'hash',
      keys: 'worker',
      device: 'key',
    });
    this.version(2).stores({ tails: 'entrance', files: 'name', parts: 'id', attachments: 'id, draft', media: 'id, hash', copies: 'id' });
  }
}

/** Of the exercise: the database goes whole. */
export async function forgetDatabase(name: string): Promise<void> {
  await Dexie.delete(name);
}
