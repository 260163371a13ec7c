/** The private key on three sheets, of which any two give it back: one alone says nothing about it. */
import { combine, split } from 'shamir-secret-sharing';

import { fingerprint, recipientOf } from './age';
import { privateKeyOf, secretBytes } from './rotation';

export const SHEETS = 3;
export const ENOUGH = 2;
const PREFIX = 'palier-part-';
/** What stands before the groups on a sheet; whoever types may leave it out. */
export const PART_PREFIX = 'PALIER-PART-1';
const MARK_BYTES = 4;
const SHARE_BYTES = 33;

/** Each text has its own checksum (bech32), and the mark of the key that it is part of. */
export async function splitKey(privateKey: string): Promise<string[]> {
  const { bech32 } = await import('@scure/base');
  const mark = await markOf(privateKey);
  const shares = await split(await secretBytes(privateKey), SHEETS, ENOUGH);
  return shares.map((share) => bech32.encodeFromBytes(PREFIX, new Uint8Array([...mark, ...share])).toUpperCase());
}

export type Joined = { privateKey: string } | { problem: 'not_a_part' | 'same_part' | 'other_keys' };

/** The private key of two parts, typed with whatever spaces and capitals. */
export async function joinParts(one: string, other: string): Promise<Joined> {
  const [first, second] = [await readPart(one), await readPart(other)];
  if (!first || !second) return { problem: 'not_a_part' };
  if (first.mark !== second.mark) return { problem: 'other_keys' };
  if (first.share.at(-1) === second.share.at(-1)) return { problem: 'same_part' };
  const privateKey = await privateKeyOf(await combine([first.share, second.share]));
  return first.mark === (await markOf(privateKey)).join() ? { privateKey } : { problem: 'other_keys' };
}

async function readPart(text: string): Promise<{ mark: string; share: Uint8Array } | null> {
  const { bech32 } = await import('@scure/base');
  try {
    const typed = text.replace(/\s/gu, '').toUpperCase();
    const { prefix, bytes } = bech32.decodeToBytes((typed.startsWith(PART_PREFIX) ? typed : PART_PREFIX + typed).toLowerCase());
    if (prefix !== PREFIX || bytes.length !== MARK_BYTES + SHARE_BYTES) return null;
    return { mark: bytes.slice(0, MARK_BYTES).join(), share: bytes.slice(MARK_BYTES) };
  } catch {
    return null;
  }
}

async function markOf(privateKey: string): Promise<Uint8Array> {
  const digits = await fingerprint(await recipientOf(privateKey));
  return Uint8Array.from({ length: MARK_BYTES }, (_, at) => Number.parseInt(digits.slice(2 * at, 2 * at + 2), 16));
}
