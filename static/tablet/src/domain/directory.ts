/** The directory of structures and services, as the server wrote it for tablets, and how it is searched: by word, theme, public, opening and walk. */
import { clockIn, openingAt, PARIS, readDay, stateAt, type Almanac, type Calendar, type Opening } from './opening';
import { isShape } from './reading';

export type LonLat = readonly [number, number];

interface Reached {
  address?: string;
  phone?: string;
  mail?: string;
  at?: LonLat;
  /** Which calendar. */
  hours?: number;
  checked: string;
}

export interface Service extends Reached {
  id: string;
  name: string;
  themes?: string[];
  publics?: string[];
  ways?: string[];
  reach?: string[];
  by?: string[];
  whom?: string;
  terms?: string;
  cost?: string;
  link?: string;
  fee?: string;
  type?: string;
}

export interface Structure extends Reached {
  id: string;
  name: string;
  also?: string[];
  about?: string;
  site?: string;
  access?: string;
  /** The position is only indicative. */
  near?: boolean;
  /** Hours as the source wrote them, where they could not be read. */
  told?: string;
  services?: Service[];
}

/** What can be found: a service where it is given, or a structure that names none. */
export interface Offer {
  id: string;
  structure: Structure;
  service: Service | null;
  /** Everything that a word may be found in, folded, each word with a space before. */
  words: string;
  /** The folded names, by which what is searched is ranked. */
  title: string;
  at: LonLat | null;
  calendar: Calendar | null;
}

export interface Directory {
  offers: readonly Offer[];
  labels: Readonly<Record<string, string>>;
  almanac: Almanac;
}

export interface Asked {
  words: string;
  theme: string | null;
  public: string | null;
  openNow: boolean;
  /** At most so many minutes on foot. */
  walk: number | null;
  from: LonLat | null;
  /** Services only: what a person can be referred to. */
  servicesOnly?: boolean;
}

export interface Found {
  offer: Offer;
  /** Minutes on foot; null without a position. */
  walk: number | null;
}

export const FORMAT = 'palier-directory/1';
/** Streets are not straight, and 4.5 km/h is the pace of somebody who has time. */
const DETOUR = 1.3;
const METRES_PER_MINUTE = 75;
/** A slice of reading: long enough to be quick, short enough for a tap in between. */
const SLICE = 40;
const EVERYBODY = 'tous-publics';

/** Reads the file, a slice at a time, so that the screen stays alive. Null when it is not a directory that this version knows. */
export async function readDirectory(bytes: Uint8Array, breathe: () => Promise<void>): Promise<Directory | null> {
  const said = JSON.parse(new TextDecoder().decode(bytes)) as unknown;
  if (!isShape(said) || said.format !== FORMAT || !Array.isArray(said.structures)) return null;
  await breathe();
  // The first clock of a zone takes the engine a tenth of a second: here, rather than at the first search.
  clockIn(PARIS, 0);
  const calendars = readCalendars(said);
  const labels = said.labels as Record<string, string>;
  const folded = new Map<string, string>();
  const offers: Offer[] = [];
  let since = performance.now();
  for (const structure of said.structures as Structure[]) {
    offers.push(...offersOf(structure, calendars, labels, folded));
    if (performance.now() - since > SLICE) {
      await breathe();
      since = performance.now();
    }
  }
  return { offers, labels, almanac: { holidays: new Set(said.holidays as string[]), until: String(said.until) } };
}

interface SaidCalendar {
  week: number[];
  holiday: number;
  dates?: Record<string, number>;
  zone?: string;
  school?: boolean;
}

function readCalendars(said: Record<string, unknown>): Calendar[] {
  const days = (said.days as string[]).map(readDay);
  const day = (index: number) => days[index] ?? [];
  return (said.hours as SaidCalendar[]).map((one) => ({
    week: one.week.map(day),
    holiday: day(one.holiday),
    dates: new Map(Object.entries(one.dates ?? {}).map(([date, index]) => [date, day(index)])),
    zone: one.zone ?? PARIS,
    school: one.school === true,
  }));
}

function offersOf(structure: Structure, calendars: Calendar[], labels: Record<string, string>, folded: Map<string, string>): Offer[] {
  const own = foldAll([structure.name, ...(structure.also ?? []), structure.about, structure.address]);
  const calendarOf = (hours: number | undefined) => (hours === undefined ? null : (calendars[hours] ?? null));
  const make = (service: Service | null): Offer => ({
    id: service?.id ?? structure.id,
    structure,
    service,
    words: service ? `${own} ${foldAll([service.name])}${(service.themes ?? []).map((theme) => labelWords(theme, labels, folded)).join('')}` : own,
    title: ` ${fold(`${service?.name ?? ''} ${structure.name} ${structure.also?.join(' ') ?? ''}`)}`,
    at: service?.at ?? structure.at ?? null,
    calendar: calendarOf(service?.hours ?? structure.hours),
  });
  return structure.services && structure.services.length > 0 ? structure.services.map(make) : [make(null)];
}

function labelWords(theme: string, labels: Record<string, string>, folded: Map<string, string>): string {
  let words = folded.get(theme);
  if (words === undefined) {
    words = foldAll([labels[theme], labels[theme.split('--', 1)[0] ?? '']]);
    folded.set(theme, words);
  }
  return words;
}

const MARKS = /\p{M}+/gu;
const BETWEEN = /[^0-9a-z]+/gu;

/** A text for comparing: « L’Épicerie, Cœur » becomes « l epicerie coeur ». As the server's `outreach.domain.folding`. */
export function fold(text: string): string {
  const plain = text.toLowerCase().replaceAll('œ', 'oe').replaceAll('æ', 'ae').normalize('NFKD').replace(MARKS, '');
  return plain.replace(BETWEEN, ' ').trim();
}

function foldAll(texts: (string | undefined)[]): string {
  const words = fold(texts.filter((text) => text !== undefined).join(' '));
  return words === '' ? '' : ` ${words}`;
}

function begins(words: readonly string[], text: string): boolean {
  return words.every((word) => text.includes(` ${word}`));
}

const RADIUS = 6_371_009;

/** Minutes on foot: the straight line and a third more. */
export function walkBetween(from: LonLat | null, to: LonLat | null): number | null {
  if (!from || !to) return null;
  const rad = Math.PI / 180;
  const x = (to[0] - from[0]) * rad * Math.cos(((from[1] + to[1]) / 2) * rad);
  const y = (to[1] - from[1]) * rad;
  return Math.max(1, Math.round((Math.hypot(x, y) * RADIUS * DETOUR) / METRES_PER_MINUTE));
}

export function openingOf(directory: Directory, offer: Offer, at: number): Opening {
  return openingAt(offer.calendar, directory.almanac, at);
}

/** Services for everybody, and those that say nothing of it, answer every public. */
export function isFor(service: Service | null, publicCode: string): boolean {
  const publics = service?.publics;
  return publics === undefined || publics.includes(publicCode) || publics.includes(EVERYBODY);
}

export function hasTheme(service: Service | null, theme: string): boolean {
  return service?.themes?.some((one) => one === theme || one.startsWith(`${theme}--`)) ?? false;
}

/** Everything that answers, the likeliest first: by name where words are searched, then by walk. */
export function search(directory: Directory, asked: Asked, at: number): Found[] {
  const words = fold(asked.words).split(' ').filter((word) => word !== '');
  const now = clocksAt(at);
  const kept: { found: Found; rank: number }[] = [];
  for (const offer of directory.offers) {
    if (!answers(offer, asked) || !begins(words, offer.words)) continue;
    const walk = walkBetween(asked.from, offer.at);
    if (asked.walk !== null && (walk === null || walk > asked.walk)) continue;
    if (asked.openNow && stateAt(offer.calendar, directory.almanac, now(offer.calendar?.zone ?? PARIS)) !== 'open') continue;
    kept.push({ found: { offer, walk }, rank: begins(words, offer.title) ? 0 : 1 });
  }
  kept.sort((one, other) => one.rank - other.rank || nearer(one.found, other.found));
  return kept.map(({ found }) => found);
}

function answers(offer: Offer, asked: Asked): boolean {
  if (asked.theme !== null && !hasTheme(offer.service, asked.theme)) return false;
  if (asked.public !== null && (!offer.service || !isFor(offer.service, asked.public))) return false;
  return asked.servicesOnly !== true || offer.service !== null;
}

/** What the clocks of each zone show at one moment, asked once per zone. */
function clocksAt(at: number): (zone: string) => { day: string; minute: number } {
  const known = new Map<string, { day: string; minute: number }>();
  return (zone) => {
    let clock = known.get(zone);
    if (!clock) known.set(zone, (clock = clockIn(zone, at)));
    return clock;
  };
}

function nearer(one: Found, other: Found): number {
  return (one.walk ?? Infinity) - (other.walk ?? Infinity) || (one.offer.title < other.offer.title ? -1 : one.offer.title > other.offer.title ? 1 : 0) || 0;
}

/** What may answer one need, the nearest and most fitting first. Minutes are lent to what fits less: shut today, for others, a position that is a guess. */
export function suggest(directory: Directory, theme: string, publics: readonly string[], from: LonLat | null, at: number): Found[] {
  const found = search(directory, { words: '', theme, public: null, openNow: false, walk: null, from, servicesOnly: true }, at);
  const cost = ({ offer, walk }: Found) => (walk ?? FAR) + unfit(offer.service, publics) + (offer.structure.near ? GUESSED : 0) + waiting(openingOf(directory, offer, at));
  const near = found.slice(0, CONSIDERED).map((one) => ({ one, cost: cost(one) }));
  return [...near.sort((a, b) => a.cost - b.cost || nearer(a.one, b.one)).map(({ one }) => one), ...found.slice(CONSIDERED)];
}

const CONSIDERED = 200;
const FAR = 120;
const GUESSED = 3;
const FOR_OTHERS = 30;

function unfit(service: Service | null, publics: readonly string[]): number {
  if (service?.publics === undefined || service.publics.includes(EVERYBODY)) return 0;
  return publics.some((one) => isFor(service, one)) ? 0 : FOR_OTHERS;
}

function waiting(opening: Opening): number {
  if (opening.state === 'open') return 0;
  if (opening.state === 'unknown') return 10;
  return opening.state === 'appointment' ? 4 : Math.min(12, 2 + 2 * (opening.until?.days ?? 5));
}

/** The service of an id, wherever it is given. */
export function serviceIn(directory: Directory, id: string): Offer | null {
  return directory.offers.find((offer) => offer.id === id) ?? null;
}

/** The codes that at least one service has, by what they are called: themes by category, then publics. */
export function codesIn(directory: Directory, kind: 'themes' | 'publics'): { code: string; label: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { service } of directory.offers) for (const code of service?.[kind] ?? []) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts].map(([code, count]) => ({ code, count, label: directory.labels[code] ?? code })).sort((one, other) => one.label.localeCompare(other.label, 'fr'));
}
