/** The rule for the coordinators' passphrase: long enough that a stolen wrapped key is of no use. */
import { normalisePassphrase } from './age';

export const LEAST_WORDS = 4;
export const LEAST_LENGTH = 14;

export type PassphraseVerdict = 'good' | 'empty' | 'short' | 'monotonous';

/** Four different words of three letters or more, or fourteen characters of which at least six differ. */
export function judgePassphrase(text: string): PassphraseVerdict {
  const passphrase = normalisePassphrase(text);
  if (passphrase === '') return 'empty';
  const words = new Set(passphrase.toLowerCase().split(/[\s\-_.,;]+/u).filter((word) => word.length >= 3));
  const characters = Array.from(passphrase);
  if (new Set(characters).size < 6) return 'monotonous';
  return words.size >= LEAST_WORDS || characters.length >= LEAST_LENGTH ? 'good' : 'short';
}
