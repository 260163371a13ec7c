/**
 * A lost code, in JOURNAL.md's words: a tablet's key lies there sealed to the organisation; a coordinator's browser opens it and seals it to a key that the
 * tablet made for this once. Both screens show a number of that key, slow to make, so that nobody finds another key with the same number in time.
 */
import { open, seal } from './age';
import { fromBase64Url, toBase64Url } from './base64url';

/** argon2id: KiB and passes. Half a second on a desk computer. */
export const NUMBER_COST = { memory: 64 * 1024, passes: 4 };
const NUMBER_SALT = 'palier-number/1 ';
const KEPT = 'palier-recovery/1';
const GIVEN = 'palier-recovered/1';

export type Derive = (text: string, salt: Uint8Array<ArrayBuffer>, cost: typeof NUMBER_COST) => Promise<Uint8Array>;

/** Eight digits of a recipient. */
export async function numberOf(recipient: string, derive: Derive): Promise<string> {
  const bytes = await derive(recipient, new TextEncoder().encode(NUMBER_SALT), NUMBER_COST);
  return String(new DataView(bytes.buffer, bytes.byteOffset).getUint32(0) % 100_000_000).padStart(8, '0');
}

export interface Whose {
  organisation: string;
  device: string;
}

/** What the tablet keeps. */
export async function sealForRecovery(key: Uint8Array, whose: Whose, recipient: string, salt: Uint8Array): Promise<Uint8Array> {
  return seal(JSON.stringify({ format: KEPT, ...whose, key: toBase64Url(key), salt: toBase64Url(salt) }), [recipient]);
}

/** The coordinator's part. `keys`: the organisation's, past ones too. Throws when it is not of this tablet. */
export async function sealAgain(sealed: Uint8Array, whose: Whose, keys: readonly string[], recipient: string): Promise<Uint8Array> {
  for (const one of keys) {
    const text = await open(sealed, one).catch(() => null);
    if (text) return seal(JSON.stringify({ format: GIVEN, ...whose, key: toBase64Url(keyIn(text, KEPT, whose)) }), [recipient]);
  }
  throw new Error('None of these keys opens it.');
}

/** The tablet's part. Throws when it is not for it. */
export async function openGiven(answer: Uint8Array, whose: Whose, privateKey: string): Promise<Uint8Array<ArrayBuffer>> {
  return keyIn(await open(answer, privateKey), GIVEN, whose);
}

function keyIn(text: Uint8Array, format: string, whose: Whose): Uint8Array<ArrayBuffer> {
  const read = JSON.parse(new TextDecoder().decode(text)) as Partial<Record<string, unknown>>;
  if (read.format !== format || read.organisation !== whose.organisation || read.device !== whose.device || typeof read.key !== 'string') throw new Error('This is of another tablet.');
  return fromBase64Url(read.key);
}
