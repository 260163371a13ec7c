/** Photos and recordings of forms that are not finished: encrypted from the moment they are taken, and gone with their draft. */
import { toBase64Url } from '../../../sealing/base64url';
import type { SealedAttachment } from '../domain/entries';
import { uuid4, type Bytes } from '../domain/ids';
import { makeAttachment, makeSealedText, type Hand } from '../domain/making';
import { SENTENCES, Sentence } from '../domain/sentences';
import type { Draft, KeptFile } from '../domain/tablet';
import { lockBytes, unlockBytes } from './cipher';
import type { Write } from './commit';
import type { Made } from './packing';
import type { Session, Store } from './store';

/** In one push of 8 MiB a file stands three times in base64. */
export const LARGEST_ATTACHMENT = 3_000_000;

/** Durable when it resolves; returns the id. A draft that was finished or discarded meanwhile takes nothing more. */
export async function keepAttachment(store: Store, draft: string, bytes: Bytes): Promise<string> {
  if (bytes.length > LARGEST_ATTACHMENT) throw new Sentence(SENTENCES.attachmentTooLarge);
  const id = uuid4(store.env.random);
  await store.write(async () => {
    if (store.ended.has(draft)) return;
    const content = await lockBytes(store.unlocked().key, `attachments/${id}`, bytes, store.env.random);
    await store.commit({}, [{ table: 'attachments', put: { id, draft, content } }]);
  });
  return id;
}

export async function readAttachment(store: Store, id: string): Promise<Bytes | null> {
  const { key } = store.unlocked();
  const row = await store.db.attachments.get(id);
  return row ? unlockBytes(key, `attachments/${id}`, row.content) : null;
}

export async function dropAttachment(store: Store, id: string): Promise<void> {
  await store.write(() => store.commit({}, [{ table: 'attachments', remove: id }]));
}

/** What goes with a draft that ends, of whatever question. */
export async function withoutAttachments(store: Store, draft: string): Promise<Write[]> {
  const ids = await store.db.attachments.where('draft').equals(draft).primaryKeys();
  return ids.map((id) => ({ table: 'attachments', remove: id }));
}

/** One entry of the answers lane for each file of a finished form: all of it is sealed. `receipts`: the marks, one for each. */
export async function madeOf(store: Store, session: Session, draft: Draft, answers: string, files: readonly KeptFile[], hand: Hand, receipts: readonly { receipt?: string }[], code: string | null): Promise<Made[]> {
  const made: Made[] = [];
  for (const [index, { id, field, name, type }] of files.entries()) {
    const row = await store.db.attachments.get(id);
    // Its bytes were dropped with the draft in another window: there is nothing to send.
    if (!row) continue;
    const data = toBase64Url(await unlockBytes(session.key, `attachments/${id}`, row.content));
    const entry = makeAttachment(hand, { round: draft.round, entrance: draft.entrance }, receipts[index]);
    const sealedText: SealedAttachment = { ...makeSealedText(entry.id, draft, {}, hand, code), answers, field, name, type, data };
    made.push({ made: entry, sealedText });
  }
  return made;
}

