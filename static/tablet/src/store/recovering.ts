/** A lost code. This tablet's key lies here sealed to the organisation, since a code was last chosen: a coordinator can give it back, and nothing is lost. */
import { sealForRecovery, type Whose } from '../../../sealing/recovery';
import type { Bytes } from '../domain/ids';
import { SENTENCES, Sentence } from '../domain/sentences';
import { dataKey, unlockBytes } from './cipher';
import type { Session, Store } from './store';

export function whose(store: Store): Whose {
  const { organisation, device } = store.known();
  return { organisation: organisation.id, device: device.id };
}

/** For the row of the device, with every choice of a code. */
export async function sealedKey(store: Store, session: Session): Promise<Bytes> {
  const raw = new Uint8Array(await crypto.subtle.exportKey('raw', session.key));
  return (await sealForRecovery(raw, whose(store), store.known().organisation.recipient, store.env.random(16))) as Bytes;
}

/** Opens the tablet by its own key, given back: whoever it is for chooses new codes before anything else. */
export async function openByKey(store: Store, worker: string, raw: Bytes): Promise<void> {
  if (store.known().lockedByCentre === true) throw new Sentence(SENTENCES.lockedByCentre);
  const key = await dataKey(raw);
  // Throws when it is another tablet's.
  await unlockBytes(key, 'device/identity', store.known().identity);
  await store.write(async () => {
    store.session = { ...(await store.readSession(key, worker)), recovered: true };
    store.resting = null;
  });
  store.changed();
}
