/** Moments and days of entries. Inside the tablet a moment is a number of milliseconds since 1970. */

/** ISO 8601 with milliseconds and offset. `offset` is minutes east of UTC (60 for a winter's day in Paris). */
export function formatMoment(at: number, offset: number): string {
  const local = new Date(at + offset * 60_000).toISOString().slice(0, -1);
  const size = Math.abs(offset);
  return `${local}${offset < 0 ? '-' : '+'}${twoDigits(Math.floor(size / 60))}:${twoDigits(size % 60)}`;
}

const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?(?:Z|[+-]\d{2}:\d{2})$/u;

/** Milliseconds since 1970, or null when the text is not a moment with its offset. */
export function parseMoment(text: unknown): number | null {
  if (typeof text !== 'string' || !MOMENT.test(text)) return null;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : at;
}

/** Minutes east of UTC where the tablet is, at that moment. */
export function localOffset(at: number): number {
  return -new Date(at).getTimezoneOffset();
}

const parisDays = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Paris', year: 'numeric', month: '2-digit', day: '2-digit' });

/** The day in Europe/Paris, `YYYY-MM-DD`. */
export function parisDay(at: number): string {
  const parts = new Map(parisDays.formatToParts(at).map((part) => [part.type, part.value]));
  return ['year', 'month', 'day'].map((part) => parts.get(part as Intl.DateTimeFormatPartTypes)).join('-');
}

const parisClocks = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/Paris', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23',
});

/** What clocks in Paris show, `YYYY-MM-DDTHH:MM:SS`. */
export function parisClock(at: number): string {
  const parts = new Map(parisClocks.formatToParts(at).map((part) => [part.type, part.value]));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? '';
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}:${part('second')}`;
}

/** The moment at which clocks in Paris show this day (`YYYY-MM-DD`) and hour (`HH:MM`), wherever we are. */
export function parisMoment(day: string, hour: string): number {
  const shown = Date.parse(`${day}T${hour}:00Z`);
  const offset = (at: number) => Date.parse(`${parisClock(at)}Z`) - Math.floor(at / 1000) * 1000;
  return shown - offset(shown - offset(shown));
}

export function parisYear(at: number): string {
  return parisDay(at).slice(0, 4);
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
