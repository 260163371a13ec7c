/**
 * Whether a place is open, looked up in a calendar that the server evaluated from its OSM opening_hours: an ordinary week, a public holiday, the days that are otherwise.
 * A calendar is told by the clock on the wall of its place, wherever this tablet's own clock is set.
 */
export type State = 'open' | 'appointment' | 'unknown' | 'closed';

export interface Stretch {
  /** Minutes of the day; 1440 is midnight at its end. */
  from: number;
  to: number;
  state: Exclude<State, 'closed'>;
}

export type Day = readonly Stretch[];

export interface Calendar {
  /** Monday first. */
  week: readonly Day[];
  holiday: Day;
  dates: ReadonlyMap<string, Day>;
  zone: string;
  /** It is otherwise in the school holidays, and nobody knows how. */
  school: boolean;
}

/** What every calendar needs: the public holidays, and the last day that is known. */
export interface Almanac {
  holidays: ReadonlySet<string>;
  until: string;
}

/** A minute as the clock of a place shows it. `days`: from the day asked about. */
export interface Change {
  day: string;
  days: number;
  minute: number;
}

export interface Opening {
  state: State;
  /** When that changes; null if it does not within a year, or nobody knows. */
  until: Change | null;
  /** What follows then. */
  then: State | null;
  /** It is a public holiday of which the hours say nothing. */
  holiday: boolean;
}

export const PARIS = 'Europe/Paris';
const HORIZON = 370;
const DAY = 86_400_000;
const UNKNOWN: Opening = { state: 'unknown', until: null, then: null, holiday: false };
const clocks = new Map<string, Intl.DateTimeFormat>();

/** The day (`YYYY-MM-DD`) and the minute that clocks of a zone show. */
export function clockIn(zone: string, at: number): { day: string; minute: number } {
  let format = clocks.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
    clocks.set(zone, format);
  }
  const parts = new Map(format.formatToParts(at).map((part) => [part.type, part.value]));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? '';
  return { day: `${part('year')}-${part('month')}-${part('day')}`, minute: Number(part('hour')) * 60 + Number(part('minute')) };
}

/** « 540-750 810-1050a » as the server writes a day. */
export function readDay(text: string): Day {
  return text === '' ? [] : text.split(' ').map((part) => {
    const [from, to] = part.split('-').map((side) => Number.parseInt(side, 10));
    return { from: from ?? 0, to: to ?? 0, state: part.endsWith('a') ? 'appointment' : part.endsWith('u') ? 'unknown' : 'open' };
  });
}

export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);
}

/** 0 is Monday. */
export function weekday(day: string): number {
  return (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
}

/** What is known of a day; null when it lies beyond what was evaluated. */
export function dayOf(calendar: Calendar, almanac: Almanac, day: string): Day | null {
  if (day > almanac.until) return null;
  return calendar.dates.get(day) ?? (almanac.holidays.has(day) ? calendar.holiday : (calendar.week[weekday(day)] ?? null));
}

export function stateAt(calendar: Calendar | null, almanac: Almanac, clock: { day: string; minute: number }): State {
  const day = calendar && dayOf(calendar, almanac, clock.day);
  if (!day) return 'unknown';
  return day.find((one) => one.from <= clock.minute && clock.minute < one.to)?.state ?? 'closed';
}

export function openingAt(calendar: Calendar | null, almanac: Almanac, at: number): Opening {
  if (!calendar) return UNKNOWN;
  const clock = clockIn(calendar.zone, at);
  const state = stateAt(calendar, almanac, clock);
  if (state === 'unknown') return { ...UNKNOWN, holiday: almanac.holidays.has(clock.day) };
  for (const { change, state: next } of changes(calendar, almanac, clock)) {
    // Nobody goes anywhere because nobody knows: what is shut stays so until it surely opens.
    if (next !== state && (state !== 'closed' || next !== 'unknown')) return { state, until: change, then: next, holiday: false };
  }
  return { state, until: null, then: null, holiday: false };
}

/** Every moment after a clock at which a stretch begins or ends, in order. */
function* changes(calendar: Calendar, almanac: Almanac, clock: { day: string; minute: number }): Generator<{ change: Change; state: State }> {
  for (let days = 0; days < HORIZON; days += 1) {
    const day = dayAfter(clock.day, days);
    const stretches = dayOf(calendar, almanac, day);
    if (!stretches) return;
    const points = days > 0 ? [0] : [];
    for (const { from, to } of stretches) points.push(from, to);
    for (const minute of points) {
      if (minute >= 1440 || (days === 0 && minute <= clock.minute)) continue;
      yield { change: { day, days, minute }, state: stretches.find((one) => one.from <= minute && minute < one.to)?.state ?? 'closed' };
    }
  }
}

/** The ordinary week says it all, or nearly: at most a few days in the year are otherwise. */
export function isWeekly(calendar: Calendar): boolean {
  return calendar.dates.size <= 5 && calendar.week.some((day) => day.length > 0);
}

export function isAlways(calendar: Calendar): boolean {
  return [...calendar.week, calendar.holiday].every((day) => day.length === 1 && day[0]?.from === 0 && day[0].to === 1440 && day[0].state === 'open') && calendar.dates.size === 0;
}

/** The next days on which somebody can go there, today included. */
export function nextDays(calendar: Calendar, almanac: Almanac, at: number, count: number): { day: string; stretches: Day }[] {
  const found: { day: string; stretches: Day }[] = [];
  const { day: today, minute } = clockIn(calendar.zone, at);
  for (let days = 0; days < HORIZON && found.length < count; days += 1) {
    const day = dayAfter(today, days);
    const stretches = (dayOf(calendar, almanac, day) ?? []).filter((one) => one.state !== 'unknown' && (days > 0 || one.to > minute));
    if (stretches.length > 0) found.push({ day, stretches });
  }
  return found;
}
