/** The code on a resident's receipt: JOURNAL.md, "Receipt code". Who has it finds everything of the exchange; who has not cannot tell what belongs together. */
import { toBase64Url } from '../../../sealing/base64url';
import type { Random } from './ids';

export type Marked = 'visit' | 'answers' | 'case' | 'attachment';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 16;
const NUMBERS = 256;

export function drawCode(random: Random): string {
  const bits = [...random(LENGTH * 5 / 8)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return Array.from({ length: LENGTH }, (_, place) => ALPHABET[parseInt(bits.slice(place * 5, place * 5 + 5), 2)]).join('');
}

/** As people read it: groups of four, and the check character. */
export function writtenCode(code: string): string {
  return [...(code.match(/.{4}/gu) ?? []), checkCharacter(code)].join('-');
}

export function checkCharacter(code: string): string {
  const register = code.split('').reduce((value, character) => doubled(value) ^ ALPHABET.indexOf(character), 0);
  return ALPHABET[doubled(register)] ?? '';
}

/** What the `number`-th entry of this kind in the exchange carries. */
export async function markOf(kind: Marked, number: number, code: string): Promise<string> {
  const text = new TextEncoder().encode(`palier-receipt/1 ${kind} ${String(number % NUMBERS)} ${code}`);
  return toBase64Url(new Uint8Array(await crypto.subtle.digest('SHA-256', text)).slice(0, 16));
}

/** Times x in GF(32), modulo x⁵ + x² + 1. */
function doubled(value: number): number {
  return (value << 1) ^ (value & 0b10000 ? 0b100101 : 0);
}
