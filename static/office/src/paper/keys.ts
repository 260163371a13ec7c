/** One key per outcome: the tablet's order and words, the commonest first; a digit or a letter. The printed sheet has the same letters. */
import { SLOTS, type Outcome, type Slot } from '../../../tablet/src/domain/entries';

export const OUTCOME_KEYS: readonly { outcome: Outcome; letter: string }[] = [
  { outcome: 'absent', letter: 'A' },
  { outcome: 'exchange', letter: 'E' },
  { outcome: 'brief', letter: 'B' },
  { outcome: 'come_back', letter: 'R' },
  { outcome: 'refusal', letter: 'F' },
  { outcome: 'opposition', letter: 'N' },
  { outcome: 'vacant', letter: 'V' },
  { outcome: 'minor_alone', letter: 'M' },
  { outcome: 'language_barrier', letter: 'L' },
];

export interface Key {
  key: string;
  code: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

/** The digit that a key stands for, whatever the layout: on a French keyboard the row above the letters types « & é " » without shift. */
export function digitOf({ key, code }: Pick<Key, 'key' | 'code'>): number | null {
  const found = /^(?:Digit|Numpad)(\d)$/u.exec(code);
  if (found && key.length === 1) return Number(found[1]);
  return /^\d$/u.test(key) ? Number(key) : null;
}

export function outcomeOf(pressed: Key): Outcome | null {
  if (withModifier(pressed)) return null;
  const digit = digitOf(pressed);
  if (digit !== null) return OUTCOME_KEYS[digit - 1]?.outcome ?? null;
  return OUTCOME_KEYS.find(({ letter }) => letter === pressed.key.toUpperCase())?.outcome ?? null;
}

export type SlotChoice = { slot: Slot | null };

/** When to come back: 1 to 4, or Enter (0) without saying. */
export function slotOf(pressed: Key): SlotChoice | null {
  if (withModifier(pressed)) return null;
  if (pressed.key === 'Enter') return { slot: null };
  const digit = digitOf(pressed);
  if (digit === 0) return { slot: null };
  const slot = digit === null ? undefined : SLOTS[digit - 1];
  return slot ? { slot } : null;
}

/** The keys of a question's choices: digits, then letters. */
export function choiceKey(index: number): string {
  return index < 9 ? String(index + 1) : String.fromCharCode(65 + index - 9);
}

export function choiceOf(pressed: Key, choices: number): number | null {
  if (withModifier(pressed)) return null;
  const digit = digitOf(pressed);
  const letter = /^[a-z]$/iu.test(pressed.key) ? pressed.key.toUpperCase().charCodeAt(0) - 65 + 9 : null;
  const index = digit === null ? letter : digit - 1;
  return index !== null && index >= 0 && index < choices ? index : null;
}

export function withModifier({ ctrlKey, metaKey, altKey }: Key): boolean {
  return ctrlKey || metaKey || altKey;
}
