/** Who was sealed, as the page lists them: found without accents, by name, telephone, door or address. */

/** A sealed part as the server hands it out. */
export interface SealedPerson {
  entry: string;
  kind: 'answers' | 'case';
  case: string | null;
  entrance: string;
  day: string;
  sealed: string;
}

/** What stood inside of it. */
export interface OpenedPerson {
  entry: string;
  door: string | null;
  /** The visit at which it was said. */
  visit: string | null;
  identity: [string, string][];
}

export interface Person {
  who: string;
  telephone: string;
  door: string;
  entrance: string;
  day: string;
  other: string;
  case: string | null;
  /** What is searched. */
  folded: string;
}

const WHO = ['person_name', 'first_name', 'last_name', 'name'];
const TELEPHONE = ['person_telephone', 'telephone', 'phone'];

export function personOf(sealed: SealedPerson, { door, identity }: Omit<OpenedPerson, 'visit'>, doors: Record<string, string>, entrances: Record<string, string>): Person {
  const said = (fields: readonly string[]): string => fields.flatMap((field) => identity.filter(([name]) => name === field).map(([, value]) => value)).join(' ');
  const other = identity.filter(([name]) => !WHO.includes(name) && !TELEPHONE.includes(name)).map(([, value]) => value).join(' · ');
  const person = {
    who: said(WHO), telephone: said(TELEPHONE), door: (door !== null && doors[door]) || '', entrance: entrances[sealed.entrance] ?? '', day: sealed.day, other, case: sealed.case,
  };
  return { ...person, folded: foldedPerson(person) };
}

/** A telephone is found however its digits are grouped. */
function foldedPerson({ who, telephone, door, entrance, other }: Omit<Person, 'folded'>): string {
  return `${folded([who, telephone, door, entrance, other].join(' '))} ${telephone.replace(/\D/gu, '').replace(/^33/u, '0')}`;
}

export function folded(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('’', '\'').replaceAll('œ', 'oe');
}

/** Every word must be found. Digits typed in groups are one number too. */
export function search(people: readonly Person[], query: string): Person[] {
  const words = folded(query).split(/\s+/u).filter((word) => word !== '');
  const digits = query.replace(/[\s.]/gu, '');
  const number = /^\+?\d{4,}$/u.test(digits) ? digits.replace(/^\+33/u, '0') : null;
  return people.filter((person) => (number !== null && person.folded.includes(number)) || words.every((word) => person.folded.includes(word)));
}

/** Those with a name first, by name; then the others by address. */
export function inOrder(people: readonly Person[]): Person[] {
  const order = new Intl.Collator('fr');
  return [...people].sort((one, other) => Number(one.who === '') - Number(other.who === '') || order.compare(one.who, other.who) || order.compare(one.entrance, other.entrance));
}
