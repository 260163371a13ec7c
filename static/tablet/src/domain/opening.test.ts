import { afterEach, describe, expect, it, vi } from 'vitest';

import { clockIn, isAlways, isWeekly, nextDays, openingAt, PARIS, readDay, stateAt, type Almanac, type Calendar } from './opening';
import { parisMoment } from './moments';

const almanac: Almanac = { holidays: new Set(['2026-12-25', '2027-01-01', '2027-05-01', '2027-05-17']), until: '2027-11-30' };

function weekly(days: string, holiday = '', dates: Record<string, string> = {}, zone = PARIS): Calendar {
  const week = days.split('|').map(readDay);
  return { week: Array.from({ length: 7 }, (_, index) => week[index] ?? []), holiday: readDay(holiday), dates: new Map(Object.entries(dates).map(([day, text]) => [day, readDay(text)])), zone, school: false };
}
const OFFICE = weekly('540-750 810-1050|540-750 810-1050|540-750 810-1050|540-750 810-1050|540-750');
const at = (day: string, hour: string) => openingAt(OFFICE, almanac, parisMoment(day, hour));

afterEach(() => vi.unstubAllEnvs());

describe('whether it is open', () => {
  it('is open until noon, and shut until the afternoon', () => {
    expect(at('2026-11-26', '09:00')).toMatchObject({ state: 'open', until: { day: '2026-11-26', days: 0, minute: 750 }, then: 'closed' });
    expect(at('2026-11-26', '12:30')).toMatchObject({ state: 'closed', until: { days: 0, minute: 810 }, then: 'open' });
    expect(at('2026-11-27', '18:00')).toMatchObject({ state: 'closed', until: { day: '2026-11-30', days: 3, minute: 540 }, then: 'open' });
  });
  it.each(['2026-12-25', '2027-05-01', '2027-05-17'])('is shut on %s, a public holiday, and opens on the next day of work', (day) => {
    const opening = at(day, '10:00');
    expect(opening.state).toBe('closed');
    expect(opening.until?.minute).toBe(540);
    expect(opening.until?.days).toBeGreaterThan(0);
  });
  it('does not know of a holiday of which the hours say nothing, but opens after it', () => {
    const silent = weekly('540-750|540-750|540-750|540-750|540-750', '0-1440u');
    expect(openingAt(silent, almanac, parisMoment('2026-12-25', '10:00'))).toMatchObject({ state: 'unknown', holiday: true, until: null });
    expect(openingAt(silent, almanac, parisMoment('2026-12-24', '20:00'))).toMatchObject({ state: 'closed', until: { day: '2026-12-28', minute: 540 }, then: 'open' });
  });
  it('goes on over midnight, 24:00 being 0:00 of the day after', () => {
    const night = weekly('480-1440|0-120||||1320-1440|0-240');
    expect(openingAt(night, almanac, parisMoment('2026-11-30', '23:30'))).toMatchObject({ state: 'open', until: { day: '2026-12-01', days: 1, minute: 120 } });
    const evening = weekly('480-1440');
    expect(openingAt(evening, almanac, parisMoment('2026-11-30', '23:30'))).toMatchObject({ state: 'open', until: { day: '2026-12-01', days: 1, minute: 0 }, then: 'closed' });
  });
  it('is told by the clock on the wall on the nights when it is changed', () => {
    const night = weekly('||||||0-180 1380-1440');
    // 28 March 2027: 2:00 is 3:00. 31 October: 3:00 is 2:00 once more.
    expect(openingAt(night, almanac, Date.parse('2027-03-28T00:59:00Z'))).toMatchObject({ state: 'open', until: { minute: 180 } });
    expect(openingAt(night, almanac, Date.parse('2027-03-28T01:00:00Z'))).toMatchObject({ state: 'closed', until: { days: 0, minute: 1380 } });
    for (const moment of ['2027-10-31T00:30:00Z', '2027-10-31T01:30:00Z']) expect(openingAt(night, almanac, Date.parse(moment)).state).toBe('open');
    expect(openingAt(night, almanac, Date.parse('2027-10-31T02:00:00Z')).state).toBe('closed');
  });
  it('asks the zone of the place, wherever the tablet is', () => {
    for (const zone of ['America/New_York', 'Pacific/Auckland', 'Europe/Paris']) {
      vi.stubEnv('TZ', zone);
      expect(new Date(0).getTimezoneOffset() === -60).toBe(zone === 'Europe/Paris');
      expect(at('2026-11-26', '09:00').state).toBe('open');
      expect(at('2026-11-26', '08:59').state).toBe('closed');
    }
    const overseas = weekly('480-720|480-720|480-720|480-720|480-720', '', {}, 'Indian/Reunion');
    expect(openingAt(overseas, almanac, Date.parse('2026-11-26T05:00:00Z')).state).toBe('open');
    expect(clockIn('Indian/Reunion', Date.parse('2026-11-26T21:00:00Z'))).toEqual({ day: '2026-11-27', minute: 60 });
  });
  it('knows nothing without hours, nor beyond what was evaluated', () => {
    expect(openingAt(null, almanac, Date.now())).toEqual({ state: 'unknown', until: null, then: null, holiday: false });
    expect(stateAt(OFFICE, almanac, { day: '2027-12-01', minute: 600 })).toBe('unknown');
  });
  it('tells appointments from open doors', () => {
    const both = weekly('540-720 720-1020a');
    expect(openingAt(both, almanac, parisMoment('2026-11-30', '10:00'))).toMatchObject({ state: 'open', until: { minute: 720 }, then: 'appointment' });
    expect(openingAt(both, almanac, parisMoment('2026-11-30', '13:00')).state).toBe('appointment');
  });
});

describe('the week', () => {
  it('is the whole truth, or the next days are told', () => {
    const thursdays = weekly('', '', { '2026-12-03': '840-1020', '2026-12-17': '840-1020', '2027-01-07': '840-1020', '2027-01-21': '840-1020', '2027-02-04': '840-1020', '2027-02-18': '840-1020' });
    expect([isWeekly(OFFICE), isWeekly(thursdays)]).toEqual([true, false]);
    expect(nextDays(thursdays, almanac, parisMoment('2026-12-03', '18:00'), 2).map(({ day }) => day)).toEqual(['2026-12-17', '2027-01-07']);
  });
  it('may never end', () => {
    const always = weekly('0-1440|0-1440|0-1440|0-1440|0-1440|0-1440|0-1440', '0-1440');
    expect([isAlways(always), isAlways(OFFICE)]).toEqual([true, false]);
    expect(openingAt(always, almanac, parisMoment('2026-12-25', '03:00'))).toMatchObject({ state: 'open', until: null });
  });
});
