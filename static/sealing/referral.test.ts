import { expect, test } from 'vitest';

import VECTOR from '../../tests/vectors/referral-link.json';
import { hex, makeKeyPair, open, recipientOf } from './age';
import { linkFragment, linkKey, newCode, newLink, openReferral, openWords, readCode, readFragment, sealReferral, sealWords, spokenCode } from './referral';

const bytes = (text: string): Uint8Array => Uint8Array.from(text.match(/../gu) ?? [], (pair) => parseInt(pair, 16));
const TEXT = { referral: 'r', to: 'o', sender: 'Centre', reply_to: 'age1', theme: '', name: 'Nom inventé', telephone: '', address: '', words: '' };

test('a link and its code make the key of the vector', async () => {
  const key = await linkKey({ name: bytes(VECTOR.name), secret: bytes(VECTOR.secret) }, VECTOR.code);
  expect(key.privateKey).toBe(VECTOR.private_key);
  expect(hex(key.proof)).toBe(VECTOR.proof);
  expect(await recipientOf(key.privateKey)).toBe(VECTOR.recipient);
  expect(new TextDecoder().decode(await open(bytes(VECTOR.sealed), key.privateKey))).toBe(VECTOR.text);
});

test('a fragment is read as it was written, and nothing else is', () => {
  const link = newLink();
  expect(readFragment(`#${linkFragment(link)}`)).toEqual(link);
  for (const broken of ['', '#', linkFragment(link).slice(0, -1), 'a.b', `${linkFragment(link).slice(0, 22)}.`]) expect(readFragment(broken)).toBeNull();
});

test('a code is eight digits, however it is typed', () => {
  const code = newCode();
  expect(code).toMatch(/^\d{8}$/u);
  expect(readCode(` ${spokenCode(code)}. `)).toBe(code);
  expect(readCode(code.slice(1))).toBeNull();
});

test('a referral opens for its receiver, its referral and its structure only', async () => {
  const [receiver, other] = [await makeKeyPair(), await makeKeyPair()];
  const file = await sealReferral(TEXT, receiver.recipient);
  expect(await openReferral(file, [receiver.privateKey], 'r', 'o')).toMatchObject({ name: 'Nom inventé' });
  expect(await openReferral(file, [receiver.privateKey], 'r', null)).not.toBeNull();
  expect(await openReferral(file, [receiver.privateKey], 'another', 'o')).toBeNull();
  expect(await openReferral(file, [receiver.privateKey], 'r', 'another')).toBeNull();
  expect(await openReferral(file, [other.privateKey], 'r', 'o')).toBeNull();
  const words = await sealWords('Rendez-vous mardi', 'r', other.recipient);
  expect(await openWords(words, [other.privateKey], 'r')).toBe('Rendez-vous mardi');
  expect(await openWords(words, [other.privateKey], 'another')).toBeNull();
  expect(await openReferral(words, [other.privateKey], 'r', null)).toBeNull();
});
