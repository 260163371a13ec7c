/** What opens a tablet. The long code wraps its key on the disk and is judged for that; the short one is only good while the key is in memory. */
export const LEAST_DIGITS = 10;
export const MOST_DIGITS = 20;
export const LEAST_WORDS = 4;
export const SHORT_DIGITS = 6;

/** How a worker opens the tablet when its key has left memory. `old`: by a code of before there were two. */
export type Opens = 'digits' | 'words' | 'passkey' | 'old';

/** A way into this tablet that the device keeps (fingerprint, face, its own lock), and the secret that it gave. */
export interface Passkey {
  id: Uint8Array<ArrayBuffer>;
  /** What the device is asked for. */
  salt: Uint8Array<ArrayBuffer>;
  secret: Uint8Array<ArrayBuffer>;
}

export type LongCode = { opens: 'digits' | 'words'; code: string } | { opens: 'passkey'; passkey: Passkey };

export interface Secrets {
  long: LongCode;
  /** Six digits. */
  short: string;
}

export type Verdict = 'good' | 'short' | 'simple' | 'telephone';

/** Ten digits that nobody would try first. */
export function judgeDigits(code: string): Verdict {
  if (!/^\d+$/u.test(code) || code.length < LEAST_DIGITS || code.length > MOST_DIGITS) return 'short';
  if (/^0[1-9]\d{8}$/u.test(code)) return 'telephone';
  return isRegular(code) || new Set(code).size < 4 ? 'simple' : 'good';
}

/** Four different words of three letters or more. */
export function judgeWords(text: string): Verdict {
  const words = new Set(asTyped('words', text).split(/[\s\-_.,;]+/u).filter((word) => Array.from(word).length >= 3));
  return words.size >= LEAST_WORDS ? 'good' : 'short';
}

export function judgeShort(code: string): Verdict {
  if (!new RegExp(`^\\d{${SHORT_DIGITS}}$`, 'u').test(code)) return 'short';
  return isRegular(code) ? 'simple' : 'good';
}

export function judgeLong(long: LongCode): Verdict {
  if (long.opens === 'passkey') return 'good';
  return long.opens === 'digits' ? judgeDigits(long.code) : judgeWords(long.code);
}

/** What is typed means the same whatever the keyboard made of capitals, accents and spaces. */
export function asTyped(opens: Opens, code: string): string {
  return opens === 'words' ? code.normalize('NFC').trim().replace(/\s+/gu, ' ').toLowerCase() : code;
}

/** Steps that stay the same (000000, 123456, 97531…), or a beginning said again (123123). */
function isRegular(code: string): boolean {
  const steps = new Set(Array.from(code).slice(1).map((digit, index) => (Number(digit) - Number(code.charAt(index)) + 10) % 10));
  if (steps.size === 1) return true;
  return [2, 3, 4, 5].some((period) => code.length >= 2 * period && code === code.slice(0, period).repeat(code.length).slice(0, code.length));
}
