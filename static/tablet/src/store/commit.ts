/**
 * One durable transaction, spoken to IndexedDB directly: every write is asked for at once and the commit as soon as the check is
 * done. Through Dexie's promises the same five writes take twice as long, and this is what a person waits for at each door.
 */
import type {
  AttachmentRow, CopyRow, Database, DeviceRow, DraftRow, EntryRow, FileRow, FormRow, InvitationRow, KeyRow, MediaRow, OverviewRow, PartRow, SetAsideRow, SnapshotRow, TailRow,
} from './database';

interface Rows {
  entries: EntryRow;
  snapshots: SnapshotRow;
  tails: TailRow;
  overview: OverviewRow;
  drafts: DraftRow;
  setAside: SetAsideRow;
  forms: FormRow;
  files: FileRow;
  parts: PartRow;
  attachments: AttachmentRow;
  media: MediaRow;
  copies: CopyRow;
  keys: KeyRow;
  device: DeviceRow | InvitationRow;
}

export type Write = {
  [Name in keyof Rows]: { table: Name; put: Rows[Name] } | { table: Name; add: Rows[Name] } | { table: Name; remove: string };
}[keyof Rows];

/** Another window wrote first: nothing was written. */
export class Overtaken extends Error {}

/** Resolves when everything is on the disk; otherwise nothing is. `revision`: that of the device's row before, null when there is none yet. */
export async function commit(db: Database, revision: number | null, writes: readonly Write[]): Promise<void> {
  // The browser may have closed the database behind us (page put aside and taken up again, storage process restarted).
  if (!db.isOpen()) await db.open();
  await transact(db, revision, writes);
}

function transact(db: Database, revision: number | null, writes: readonly Write[]): Promise<void> {
  const tables = new Set(['device', ...writes.map(({ table }) => table)]);
  const transaction = db.backendDB().transaction([...tables], 'readwrite', { durability: 'strict' });
  return new Promise((resolve, reject) => {
    let reason: unknown = null;
    const giveUp = (why: unknown): void => {
      reason ??= why;
      transaction.abort();
    };
    transaction.oncomplete = () => { resolve(); };
    transaction.onabort = () => { reject(asError(reason ?? transaction.error)); };
    try {
      const before = transaction.objectStore('device').get('device') as IDBRequest<DeviceRow | undefined>;
      for (const write of writes) ask(transaction.objectStore(write.table), write);
      before.onsuccess = () => {
        if ((before.result?.revision ?? null) !== revision) giveUp(new Overtaken());
        else transaction.commit();
      };
    } catch (error) {
      giveUp(error);
    }
  });
}

function ask(store: IDBObjectStore, write: Write): void {
  if ('put' in write) store.put(write.put);
  else if ('add' in write) store.add(write.add);
  else store.delete(write.remove);
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new DOMException('The transaction was aborted.', 'AbortError');
}
