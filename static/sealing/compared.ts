/**
 * Keys of other organisations, compared aloud: a number of a recipient, slow to make, and what an organisation keeps of having
 * compared it, which only a holder of its own key can make. See JOURNAL.md, "Keys".
 */
import { NUMBER_COST, type Derive } from './recovery';
import { authenticate } from './rotation';

const NUMBER = 'palier-organisation/1';
const COMPARED = 'palier-organisation-compared/1';
const DIGITS = 20;
const encoder = new TextEncoder();

/** Twenty digits, four by four. A server has all the time there is to look for a key with the same number: see JOURNAL.md for why they suffice. */
export async function organisationNumber(organisation: string, recipient: string, derive: Derive): Promise<string> {
  const bytes = await derive(recipient, encoder.encode(`${NUMBER} ${organisation}`), NUMBER_COST);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const number = ((view.getBigUint64(0) << 64n) | view.getBigUint64(8)) % 10n ** BigInt(DIGITS);
  return number.toString().padStart(DIGITS, '0').match(/.{4}/gu)?.join(' ') ?? '';
}

/** Whose key was compared, under which name, by whom and when (ISO 8601). */
export interface Comparison {
  organisation: string;
  name: string;
  recipient: string;
  by: string;
  at: string;
}

/** What the server keeps for us, and cannot make: the comparison as text, and its MAC under a key of our private key. */
export interface KeptComparison {
  said: string;
  proof: string;
}

export async function keepComparison(comparison: Comparison, privateKey: string): Promise<KeptComparison> {
  const { organisation, name, recipient, by, at } = comparison;
  const said = JSON.stringify({ format: COMPARED, organisation, name, recipient, by, at });
  return { said, proof: await proofOf(said, privateKey) };
}

/**
 * `compared`: this very recipient. `before`: it was, under a key of ours that has been changed since. `changed`: another one was. `forged`: no key of ours
 * made what the server shows, or it is of another organisation.
 */
export type Standing = { kind: 'never' } | { kind: 'forged' } | { kind: 'compared' | 'before' | 'changed'; comparison: Comparison };

/** `keys`: our private keys, the current one first; what only a past one proves is asked again, since whoever left may have had it. */
export async function standingOf(kept: KeptComparison | null, organisation: string, recipient: string, keys: readonly string[]): Promise<Standing> {
  if (kept === null) return { kind: 'never' };
  const comparison = read(kept.said);
  const made = await madeWith(kept, keys);
  if (comparison?.organisation !== organisation || made === -1) return { kind: 'forged' };
  if (comparison.recipient !== recipient) return { kind: 'changed', comparison };
  return { kind: made === 0 ? 'compared' : 'before', comparison };
}

/** The same comparison under our next key; null for what the current one has not made. */
export async function renewComparison(kept: KeptComparison, current: string, next: string): Promise<KeptComparison | null> {
  return (await proofOf(kept.said, current)) === kept.proof ? { said: kept.said, proof: await proofOf(kept.said, next) } : null;
}

async function madeWith({ said, proof }: KeptComparison, keys: readonly string[]): Promise<number> {
  const proofs = await Promise.all(keys.map(async (key) => proofOf(said, key)));
  return proofs.indexOf(proof);
}

async function proofOf(said: string, privateKey: string): Promise<string> {
  return authenticate(encoder.encode(privateKey), COMPARED, [COMPARED, said].join('\n'));
}

function read(said: string): Comparison | null {
  let value: unknown;
  try {
    value = JSON.parse(said);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const found = value as Record<string, unknown>;
  const whole = found.format === COMPARED && ['organisation', 'name', 'recipient', 'by', 'at'].every((field) => typeof found[field] === 'string');
  return whole ? (value as Comparison) : null;
}
