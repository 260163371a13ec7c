import { expect, test } from 'vitest';

import { uuid4, uuid5, uuid7, isUuid } from './ids';
import { formatMoment, parisDay, parseMoment } from './moments';

const winter = Date.parse('2026-11-23T10:05:07.123+01:00');

test('a moment has milliseconds and its offset, east and west', () => {
  expect(formatMoment(winter, 60)).toBe('2026-11-23T10:05:07.123+01:00');
  expect(formatMoment(winter, -210)).toBe('2026-11-23T05:35:07.123-03:30');
  expect(parseMoment(formatMoment(winter, -210))).toBe(winter);
});

test.each(['', '2026-11-23', '2026-11-23T10:05:07', 'hier', null, 12])('%s is no moment', (text) => {
  expect(parseMoment(text)).toBeNull();
});

test('the day is that of Paris, summer and winter', () => {
  expect(parisDay(Date.parse('2026-07-14T22:30:00Z'))).toBe('2026-07-15');
  expect(parisDay(Date.parse('2026-12-31T22:59:59Z'))).toBe('2026-12-31');
  expect(parisDay(Date.parse('2026-12-31T23:00:00Z'))).toBe('2027-01-01');
});

test('ids: time first, random, or named', async () => {
  const random = (length: number) => new Uint8Array(length).fill(0xff);
  expect(uuid7(0x0123456789ab, random)).toBe('01234567-89ab-7fff-bfff-ffffffffffff');
  expect(uuid4(random)).toBe('ffffffff-ffff-4fff-bfff-ffffffffffff');
  // RFC 9562, appendix A.4: the DNS namespace and "www.example.com".
  expect(await uuid5('6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'www.example.com')).toBe('2ed6657d-e927-568b-95e1-2665a8aea6a2');
  expect(isUuid('2ED6657D-e927-568b-95e1-2665a8aea6a2')).toBe(false);
});
