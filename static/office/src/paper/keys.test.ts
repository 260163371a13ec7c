import { describe, expect, test } from 'vitest';

import { OUTCOMES } from '../../../tablet/src/domain/entries';
import { choiceKey, choiceOf, OUTCOME_KEYS, outcomeOf, slotOf, type Key } from './keys';

const press = (key: string, code = '', more: Partial<Key> = {}): Key => ({ key, code, ctrlKey: false, metaKey: false, altKey: false, ...more });

describe('one key per outcome', () => {
  test('every outcome has one digit and one letter of its own', () => {
    expect(new Set(OUTCOME_KEYS.map(({ outcome }) => outcome))).toEqual(new Set(OUTCOMES));
    expect(new Set(OUTCOME_KEYS.map(({ letter }) => letter)).size).toBe(OUTCOMES.length);
  });
  test.each(OUTCOME_KEYS.map(({ outcome, letter }, index) => [outcome, letter, index + 1] as const))('%s: %s or %i', (outcome, letter, digit) => {
    expect(outcomeOf(press(letter.toLowerCase()))).toBe(outcome);
    expect(outcomeOf(press(letter))).toBe(outcome);
    expect(outcomeOf(press(String(digit), `Digit${digit}`))).toBe(outcome);
    expect(outcomeOf(press(String(digit), `Numpad${digit}`))).toBe(outcome);
  });
  test('the row above the letters of a French keyboard, without shift', () => {
    const row = ['&', 'é', '"', "'", '(', '-', 'è', '_', 'ç'];
    expect(row.map((key, index) => outcomeOf(press(key, `Digit${index + 1}`)))).toEqual(OUTCOME_KEYS.map(({ outcome }) => outcome));
  });
  test('what moves, undoes or belongs to the browser is no outcome', () => {
    for (const key of ['ArrowDown', 'Enter', 'Tab', 'i', 'p', '+', 'Delete', '0']) expect(outcomeOf(press(key))).toBeNull();
    expect(outcomeOf(press('ArrowUp', 'Numpad8'))).toBeNull();
    expect(outcomeOf(press('a', 'KeyQ', { ctrlKey: true }))).toBeNull();
  });
});

test('when to come back', () => {
  expect(slotOf(press('"', 'Digit3'))).toEqual({ slot: 'afternoon' });
  expect(slotOf(press('1'))).toEqual({ slot: 'morning' });
  expect(slotOf(press('Enter'))).toEqual({ slot: null });
  expect(slotOf(press('à', 'Digit0'))).toEqual({ slot: null });
  expect(slotOf(press('5', 'Digit5'))).toEqual({ slot: 'evening' });
  expect(slotOf(press('6', 'Digit6'))).toBeNull();
  expect(slotOf(press('x'))).toBeNull();
});

test('choices of a question: as many keys as choices, each its own', () => {
  const keys = Array.from({ length: 20 }, (_, index) => choiceKey(index));
  expect(new Set(keys).size).toBe(20);
  expect(keys.map((key) => choiceOf(press(key), 20))).toEqual(keys.map((_, index) => index));
  expect(choiceOf(press('4'), 3)).toBeNull();
  expect(choiceOf(press('z'), 20)).toBeNull();
  expect(choiceOf(press('0', 'Digit0'), 20)).toBeNull();
});
