import { describe, expect, it } from 'vitest';

import { place } from './directory-edit';
import { writtenHours } from './directory-hours';

const week = (...hours: string[]): [string, string][] => ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'].map((day, at) => [day, hours[at] ?? '']);

describe('hours written day by day', () => {
  it('puts neighbouring days with equal hours together', () => {
    expect(writtenHours(week('09:00-12:00', '09:00-12:00', '', '09:00-12:00', '09:00-12:00,14:00-17:00'))).toBe(
      'Mo-Tu 09:00-12:00; Th 09:00-12:00; Fr 09:00-12:00,14:00-17:00',
    );
    expect(writtenHours(week(...Array<string>(7).fill('08:00-20:00')))).toBe('Mo-Su 08:00-20:00');
    expect(writtenHours(week())).toBe('');
  });
});

describe('degrees as people write them', () => {
  it.each([
    ['44,86', '-0,58', [44.86, -0.58]],
    [' 44.86 ', '−0,58', [44.86, -0.58]],
  ])('%s %s', (lat, lon, at) => {
    expect(place(lat, lon)).toEqual(at);
  });

  it.each([
    ['', '-0,58'],
    ['nord', '1'],
    ['91', '1'],
    ['1', '181'],
  ])('%s %s is no place', (lat, lon) => {
    expect(place(lat, lon)).toBeNull();
  });
});
