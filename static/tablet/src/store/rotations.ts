/** A new recipient of the organisation is believed only where each step from the known one is proved: see JOURNAL.md, "Keys". */
import type { Bundle, BundleRotation } from '../domain/bundle';
import { rotationProof } from '../../../sealing/rotation';
import { enrolledKeys } from './enrolment';
import type { Session, Store } from './store';

/** The recipient to seal to from now on: as far as the bundle's notices lead from the one that this tablet knows. */
export async function recipientAfter(store: Store, session: Session, { device, organisation }: Bundle): Promise<string> {
  let known = store.known().organisation.recipient;
  const notices = new Map((organisation.rotations ?? []).map((notice) => [notice.from, notice]));
  if (known === organisation.recipient || notices.size === 0) return known;
  const { privateKey } = await enrolledKeys(store, session);
  for (let notice = notices.get(known); notice !== undefined; notice = notices.get(known)) {
    notices.delete(known);
    if (!(await proves(notice, privateKey, organisation.id, device.id))) break;
    known = notice.to;
  }
  return known;
}

async function proves({ from, to, proof }: BundleRotation, privateKey: string, organisation: string, device: string): Promise<boolean> {
  return (await rotationProof(privateKey, from, { organisation, device, from, to }).catch(() => null)) === proof;
}
