import { expect, test } from 'vitest';

import fr from '../../../../forms/phrases/fr.json';
import ar from '../../../../forms/phrases/ar.json';
import uk from '../../../../forms/phrases/uk.json';
import type { Language } from './phrases';
import { makeReceipt, receiptText } from './receipt';

const languages = [fr, uk, ar].map((one) => ({ ...one, reviewed: null }) as unknown as Language);
const card = { code: '7K3M-Q9XA-0BCD-EFGH-A', day: '2026-11-23', agreed: { informed: 'aloud', consent: 'share', day: '2026-11-23' } };
const asked = { organisation: 'Centre de l’Exemple', contact: '05 00 00 00 00', address: 'palier.example/retrait', services: ['Point d’accueil'] };

test.each(languages)('in $french: the code, what was agreed, how to take it back', (language) => {
  const text = receiptText(makeReceipt(card, language, asked));
  for (const part of [card.code, '23/11/2026', 'Centre de l’Exemple', 'Point d’accueil', 'palier.example/retrait', '05 00 00 00 00']) expect(text).toContain(part);
  expect(text).not.toMatch(/[{}]/u);
  expect(new TextEncoder().encode(text).length).toBeLessThan(1200);
});

test('in Arabic what is read from left to right stands by itself: else the parts of an address change places', () => {
  const text = receiptText(makeReceipt(card, languages[2]!, asked));
  for (const part of [card.code, asked.address, asked.contact]) expect(text).toContain(`\u2068${part}\u2069`);
});

test('where nothing is kept there is no code, and it says so', () => {
  const made = makeReceipt({ ...card, code: null, agreed: { informed: 'aloud', consent: 'nothing', day: card.day } }, languages[0]!, { ...asked, services: [], contact: '' });
  expect(made.agreed).toEqual(['Vous avez demandé de ne rien garder\u00a0: rien n’est gardé sur vous.'.replace('\u00a0', ' ')]);
  expect(receiptText(made)).not.toContain('code');
  expect(made.notes).toEqual([]);
});

test('a form that is not finished says nothing of what was agreed', () => {
  expect(makeReceipt({ ...card, agreed: null }, languages[0]!, { ...asked, services: [] }).agreed).toEqual([]);
});
