/** What is handed to a resident: the places that were picked, in the resident's language. Names stay; hours are told by rule; only fixed phrases are translated. */
import type { Directory, Found, Offer } from './directory';
import { isAlways, isWeekly, nextDays, openingAt, type Calendar, type Day, type State } from './opening';
import { say, type Language } from './phrases';

export const BRING = ['identity', 'address', 'income', 'tax', 'family', 'health', 'letter'] as const;
export type Bring = (typeof BRING)[number];

export interface HandoutLine {
  label: string;
  text: string;
}

export interface HandoutPlace {
  id: string;
  /** The need it answers, in the resident's language; empty where there is no phrase for it. */
  need: string;
  name: string;
  structure: string;
  address: string;
  phone: string;
  walk: string;
  /** Whether it is open as the page is shown; never printed. */
  now: string;
  /** A weekly table, or the next days, or nothing. */
  hours: HandoutLine[];
  hoursTitle: string;
  hoursNotes: string[];
  how: string[];
  fee: string;
}

export interface Handout {
  language: Language;
  title: string;
  given: string;
  places: HandoutPlace[];
  bring: string[];
  notes: string[];
}

export interface HandoutAsked {
  organisation: string;
  /** The day as people write it: 27/11/2026. */
  date: string;
  at: number;
  bring: readonly Bring[];
}

export function makeHandout(directory: Directory, picked: readonly Found[], language: Language, asked: HandoutAsked): Handout {
  return {
    language,
    title: say(language, 'handout.title'),
    given: say(language, 'handout.given', { organisation: asked.organisation, date: asked.date }),
    places: picked.map((found) => placeOf(directory, found, language, asked.at)),
    bring: asked.bring.map((one) => say(language, `bring.${one}`)),
    notes: [say(language, 'handout.check'), ...(language.language === 'fr' ? [] : [say(language, 'handout.names')])],
  };
}

function placeOf(directory: Directory, { offer, walk }: Found, language: Language, at: number): HandoutPlace {
  const { service, structure, calendar } = offer;
  return {
    id: offer.id,
    need: (service?.themes ?? []).map((theme) => say(language, `needs.${theme}`)).find((phrase) => phrase !== '') ?? '',
    name: service?.name ?? structure.name,
    structure: service ? structure.name : '',
    address: service?.address ?? structure.address ?? '',
    phone: phoneOf(offer),
    walk: walk === null ? '' : say(language, 'handout.walk', { minutes: walk }),
    now: nowOf(directory, calendar, language, at),
    ...hoursOf(directory, calendar, language, at),
    how: howOf(offer, language),
    fee: service?.fee === 'gratuit' ? say(language, 'fee.free') : service?.fee === 'payant' ? say(language, 'fee.paid') : '',
  };
}

/** Two digits at a time, so that it can be read aloud; the spaces do not break, and keep the order of the digits in a text from right to left. */
export function phoneOf({ service, structure }: Offer): string {
  const phone = service?.phone ?? structure.phone ?? '';
  const digits = phone.replace(/[\s.\-()]/gu, '').replace(/^\+33/u, '0');
  return /^0\d{9}$/u.test(digits) ? digits.replace(/(\d{2})(?=\d)/gu, '$1\u00a0') : phone.replaceAll(' ', '\u00a0');
}

const NOW: Record<State, string> = { open: 'hours.open_now', closed: 'hours.closed_now', appointment: 'hours.appointment', unknown: '' };

function nowOf(directory: Directory, calendar: Calendar | null, language: Language, at: number): string {
  return say(language, NOW[openingAt(calendar, directory.almanac, at).state]);
}

function hoursOf(directory: Directory, calendar: Calendar | null, language: Language, at: number): Pick<HandoutPlace, 'hours' | 'hoursTitle' | 'hoursNotes'> {
  const hoursTitle = say(language, 'handout.hours');
  if (!calendar) return { hours: [], hoursTitle, hoursNotes: [say(language, 'hours.unknown')] };
  if (isAlways(calendar)) return { hours: [], hoursTitle, hoursNotes: [say(language, 'hours.always')] };
  const notes = [holidayNote(calendar.holiday, language), calendar.school ? say(language, 'hours.school') : ''].filter((note) => note !== '');
  if (isWeekly(calendar)) return { hours: weekOf(calendar, language), hoursTitle, hoursNotes: notes };
  const days = nextDays(calendar, directory.almanac, at, 4);
  if (days.length === 0) return { hours: [], hoursTitle, hoursNotes: [say(language, 'hours.unknown')] };
  const hours = days.map(({ day, stretches }) => ({ label: `${dayName(language, weekdayOf(day))} ${shortDate(day)}`, text: spans(stretches, language) }));
  return { hours, hoursTitle: say(language, 'hours.next'), hoursNotes: [] };
}

function weekdayOf(day: string): number {
  return (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
}

function holidayNote(holiday: Day, language: Language): string {
  if (holiday.length === 0) return say(language, 'hours.holidays_closed');
  return holiday.some((one) => one.state === 'unknown') ? say(language, 'hours.holidays_check') : '';
}

/** The week, days that are alike in a row told together; the days it is shut are told too, for whoever looks them up. */
function weekOf(calendar: Calendar, language: Language): HandoutLine[] {
  const lines: { first: number; last: number; text: string }[] = [];
  calendar.week.forEach((day, index) => {
    const text = day.length === 0 ? say(language, 'hours.closed') : spans(day, language);
    const before = lines.at(-1);
    if (before?.text === text) before.last = index;
    else lines.push({ first: index, last: index, text });
  });
  return lines.map(({ first, last, text }) => ({
    label: first === last ? dayName(language, first) : `${dayName(language, first)} – ${dayName(language, last)}`,
    text,
  }));
}

function dayName(language: Language, index: number): string {
  return say(language, `days.${index + 1}`);
}

function spans(day: Day, language: Language): string {
  return day
    .map(({ from, to, state }) => {
      const span = say(language, 'hours.span', { from: clock(from), to: clock(to) });
      return state === 'appointment' ? `${span} (${say(language, 'hours.appointment')})` : span;
    })
    .join(comma(language));
}

function comma(language: Language): string {
  return language.language === 'ar' ? '، ' : ', ';
}

function clock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}

/** 03/12: read alike in every language here. */
function shortDate(day: string): string {
  return `${day.slice(8)}/${day.slice(5, 7)}`;
}

function howOf({ service }: Offer, language: Language): string[] {
  if (!service) return [];
  if (service.by?.length === 1 && service.by[0] === 'professionnels') return [say(language, 'access.professional')];
  const reach = new Set(service.reach);
  const ways = [
    reach.has('se-presenter') ? 'access.come' : '',
    reach.has('telephoner') ? 'access.call' : '',
    reach.has('envoyer-un-courriel') ? 'access.mail' : '',
    reach.has('utiliser-lien-mobilisation') ? 'access.web' : '',
    service.ways?.includes('a-distance') ? 'access.remote' : '',
  ];
  return ways.filter((way) => way !== '').map((way) => say(language, way));
}

/** Bytes of UTF-8 that a code of 101 × 101 modules holds at level M: what an old telephone still reads from a tablet at arm's length. */
export const QR_BYTES = 711;

/** What a text for a code leaves out, step by step, until it fits. */
export type Shortened = 'nothing' | 'notes' | 'hours' | 'places';

/** The handout as plain text, short enough for a code that contains it. */
export function handoutText(handout: Handout): { text: string; shortened: Shortened } {
  const fits = (text: string) => new TextEncoder().encode(text).length <= QR_BYTES;
  const steps: { shortened: Shortened; text: string }[] = [
    { shortened: 'nothing', text: write(handout, handout.places, true, true) },
    { shortened: 'notes', text: write(handout, handout.places, true, false) },
    { shortened: 'hours', text: write(handout, handout.places, false, false) },
  ];
  const fitting = steps.find(({ text }) => fits(text));
  if (fitting) return fitting;
  let places = handout.places.slice(0, -1);
  while (places.length > 1 && !fits(write(handout, places, false, false))) places = places.slice(0, -1);
  return { shortened: 'places', text: write(handout, places, false, false) };
}

function write(handout: Handout, places: readonly HandoutPlace[], hours: boolean, notes: boolean): string {
  const parts = [notes ? `${handout.title}\n${handout.given}` : handout.title, ...places.map((place) => writePlace(place, hours))];
  if (handout.bring.length > 0) parts.push(`${say(handout.language, 'handout.bring')}: ${handout.bring.join(comma(handout.language))}`);
  if (notes) parts.push(handout.notes.join('\n'));
  return parts.join('\n\n');
}

function writePlace(place: HandoutPlace, hours: boolean): string {
  const lines = [place.need, place.name, place.structure, place.address, place.phone];
  if (hours) lines.push(...place.hours.map(({ label, text }) => `${label}: ${text}`), ...place.hoursNotes, [place.fee, ...place.how].filter((one) => one !== '').join('. '));
  return lines.filter((line) => line !== '').join('\n');
}
