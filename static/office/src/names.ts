/** The names of a round as they are sealed to one tablet: JOURNAL.md, "Names of a round". */
import { seal } from '../../sealing/age';
import { toBase64Url } from '../../sealing/base64url';
import { personOf, type OpenedPerson } from './people-list';

export interface SealedPromise {
  case: string;
  entry: string;
  entrance: string;
  sealed: string;
}

export interface NamedDoor {
  entrance: string;
  door: string | null;
  visit: string | null;
  case: string;
  names: { name?: string; telephone?: string };
}

export interface TabletOfRound {
  id: string;
  recipient: string;
}

export interface NamesHead {
  round: string;
  organisation: string;
  until: string;
}

/** Only who and the telephone: the rest of what was said stays at the office. */
export function namedDoor(promise: SealedPromise, opened: OpenedPerson): NamedDoor {
  const { who, telephone } = personOf({ ...promise, kind: 'case', day: '' }, opened, {}, {});
  // A case at no known visit hangs on its own id.
  const visit = opened.visit === promise.case ? null : opened.visit;
  return { entrance: promise.entrance, door: opened.door, visit, case: promise.case, names: { ...(who && { name: who }), ...(telephone && { telephone }) } };
}

export async function sealNames(head: NamesHead, tablet: TabletOfRound, doors: readonly NamedDoor[]): Promise<string> {
  const salt = toBase64Url(crypto.getRandomValues(new Uint8Array(16)));
  const text = { format: 'palier-names/1', ...head, device: tablet.id, doors, salt };
  return toBase64Url(await seal(JSON.stringify(text), [tablet.recipient]));
}
