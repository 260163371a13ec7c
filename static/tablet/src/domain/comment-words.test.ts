import { expect, test } from 'vitest';

import { readWordLists, warningsOf, type WordLists } from './comment-words';

const LISTS: WordLists = { health: ['malad*', 'fauteuil roulant', 'œdème'], religion: ['église*'], offence: ['vol', 'garde a vue'], insult: ['fou'] };
const words = (text: string) => warningsOf(text, LISTS).map(({ subject, word }) => `${subject}: ${word}`);

test.each([
  ['Mme est MALADE.', ['health: MALADE']],
  ['va à l’Eglise le dimanche', ['religion: Eglise']],
  ['en fauteuil  roulant', ['health: fauteuil roulant']],
  ['sorti de garde à vue', ['offence: garde à vue']],
  ['Œdème, fou', ['health: Œdème', 'insult: fou']],
  ['préfère l’après-midi, sonner fort', []],
  ['Un volet cassé, rue Fourcade', []],
  ['fauteuil', []],
  ['', []],
])('%s', (text, expected) => {
  expect(words(text)).toEqual(expected);
});

test('a word is told once for its subject, and as soon as it stands there whole', () => {
  expect(words('maladie, malade')).toEqual(['health: maladie']);
  expect([words('ma'), words('mala'), words('malad')]).toEqual([[], [], ['health: malad']]);
});

test('a list may hold anything a centre types', () => {
  expect(warningsOf('a.b (c) [d] * \\', { ...LISTS, insult: ['*', '(', 'a.b', '[d'] }).map(({ word }) => word)).toEqual(['a b']);
});

test('only a file of words is read', () => {
  const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
  expect(readWordLists(bytes({ words: LISTS }))).toEqual(LISTS);
  for (const other of [null, [], {}, { words: { ...LISTS, health: [1] } }, { words: { health: [] } }]) expect(readWordLists(bytes(other))).toBeNull();
  expect(readWordLists(new Uint8Array([123]))).toBeNull();
});
