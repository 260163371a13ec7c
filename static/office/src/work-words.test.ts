import { describe, expect, it } from 'vitest';

import { words } from './work-progress';
import { inWords } from './import-upload';

const plain = (text: string): string => text.replace(/[\u00a0\u202f]/gu, ' ');

describe('what an import says about itself', () => {
  it('says how far it is', () => {
    expect(plain(words({ phase: '', done: 0, total: null }))).toBe('Préparation');
    expect(plain(words({ phase: 'Lecture', done: 12_000, total: null }))).toBe('Lecture : 12 000');
    expect(plain(words({ phase: 'Lecture', done: 12_000, total: 48_000 }))).toBe('Lecture : 12 000 sur 48 000');
  });

  it('says sizes as people do', () => {
    const sizes: [number, string][] = [[0, '0 octet'], [2, '2 octets'], [1536, '1,5 Ko'], [8 * 2 ** 20, '8 Mo'], [12_345_678, '12 Mo'], [2 ** 30, '1 Go']];
    for (const [size, said] of sizes) expect(plain(inWords(size))).toBe(said);
  });
});
