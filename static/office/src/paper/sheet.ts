/** The sheet on screen: its doors and passages, where the keyboard is, and what each key does. */
import { createMemo, createSignal } from 'solid-js';

import type { Outcome, Slot } from '../../../tablet/src/domain/entries';
import type { VisitFact } from '../../../tablet/src/domain/entrance';
import { floorsOf } from '../../../tablet/src/domain/facade';
import { uuid4 } from '../../../tablet/src/domain/ids';
import type { DoorCard } from '../../../tablet/src/domain/tablet';
import { capital, doorName, floorName, outcomeInFull } from '../../../tablet/src/screens/words';
import type { Notebook } from './notebook';
import { headProblem, passageKey, passagesOf, type HeadProblem, type Passage } from './passages';
import { lines as lineWords } from './words';

export interface Row {
  door: DoorCard;
  /** The first door of its floor carries the floor's name over so many doors. */
  span: number | null;
}

export interface Column {
  id: string;
  passage: Passage;
}

export interface Place {
  row: number;
  column: number;
}

/** The passages shown beside each other: older ones are a reload away, on the map and in the figures. */
const MOST_COLUMNS = 4;

export function createSheet(book: Notebook) {
  const newId = () => uuid4(book.random);
  const floors = createMemo(() => floorsOf(book.facts(), { pending: new Set(), drafts: new Set(), names: new Map(), worker: null }));
  const rows = createMemo<Row[]>(() => floors().flatMap(({ doors }) => doors.map((door, index) => ({ door, span: index === 0 ? doors.length : null }))));
  const typed = createMemo(() => new Map(passagesOf(book.facts(), book.setup.round.id).map((one) => [passageKey(one.passage), one.lines])));
  const [columns, setColumns] = createSignal<Column[]>([]);
  const [active, setActive] = createSignal<Place>({ row: 0, column: 0 });
  /** The cell that waits to be told when to come back. */
  const [asking, setAsking] = createSignal<Place | null>(null);
  const [said, setSaid] = createSignal('');
  const [problem, setProblem] = createSignal<(HeadProblem & { column: number }) | null>(null);

  const linesOf = (column: number): ReadonlyMap<string, VisitFact> => {
    const found = columns()[column];
    return (found && typed().get(passageKey(found.passage))) ?? new Map<string, VisitFact>();
  };
  const lineAt = ({ row, column }: Place): VisitFact | null => linesOf(column).get(rows()[row]?.door.id ?? '') ?? null;

  /** Passages that were typed before, by whomever, and one to type if there are none. */
  function begin(first: Partial<Passage>): void {
    const known = passagesOf(book.facts(), book.setup.round.id).slice(-MOST_COLUMNS);
    setColumns(known.map(({ passage }) => ({ id: newId(), passage })));
    if (known.length === 0) addPassage(first);
    else setActive({ row: 0, column: known.length - 1 });
  }
  /** What others typed meanwhile, as columns of their own. */
  function follow(): void {
    const shown = new Set(columns().map(({ passage }) => passageKey(passage)));
    const news = passagesOf(book.facts(), book.setup.round.id).filter(({ passage }) => !shown.has(passageKey(passage)));
    if (news.length > 0 && columns().length < MOST_COLUMNS) setColumns((all) => [...all, ...news.map(({ passage }) => ({ id: newId(), passage }))]);
  }
  function addPassage(first: Partial<Passage> = {}): void {
    const order = 1 + Math.max(-1, ...columns().map(({ passage }) => passage.order));
    const last = columns().at(-1)?.passage;
    const passage = { day: '', hour: '', author: last?.author ?? '', order, ...first };
    setColumns((all) => [...all, { id: newId(), passage }]);
    setActive({ row: 0, column: columns().length - 1 });
  }
  /** While nothing is typed under a head, it changes freely. */
  function setHead(column: number, change: Partial<Passage>): void {
    setProblem(null);
    setColumns((all) => all.map((one, index) => (index === column ? { ...one, passage: { ...one.passage, ...change } } : one)));
  }
  /** Lines typed under a wrong head are made again under the right one; each replaces the one it corrects. */
  function correctHead(column: number, passage: Passage): boolean {
    if (refused(column, passage)) return false;
    const before = linesOf(column);
    rows().forEach(({ door }, row) => {
      const visit = before.get(door.id);
      if (visit) book.note(passage, row, door.id, { outcome: visit.outcome, slot: visit.slot }, visit.id);
    });
    setHead(column, passage);
    setSaid(`En-tête corrigé\u00a0: ${lineWords(before.size)} à jour.`);
    return true;
  }
  function refused(column: number, passage: Passage): boolean {
    const found = headProblem(passage, book.now()) ?? twinProblem(column, passage);
    setProblem(found && { ...found, column });
    if (found) setSaid(found.sentence);
    return found !== null;
  }
  function twinProblem(column: number, passage: Passage): HeadProblem | null {
    const key = passageKey(passage);
    const twin = columns().some((one, index) => index !== column && passageKey(one.passage) === key);
    return twin ? { field: 'hour', sentence: 'Un autre passage de cette feuille a le même jour, la même heure et la même personne. Vérifiez l’en-tête.' } : null;
  }

  /** Notes an outcome in a cell; over a line that stands there, it corrects it. False: the head is not complete. */
  function note(place: Place, outcome: Outcome, slot: Slot | null): boolean {
    const row = rows()[place.row];
    const passage = columns()[place.column]?.passage;
    if (!row || !passage || refused(place.column, passage)) return false;
    setAsking(null);
    const before = lineAt(place);
    const words = `${capital(doorName(row.door))}, ${floorName(row.door.floor)}\u00a0: ${outcomeInFull(outcome, slot)}`;
    if (before?.outcome === outcome && before.slot === slot) setSaid(`${words}, déjà noté.`);
    else {
      book.note(passage, place.row, row.door.id, { outcome, slot }, before?.id ?? null);
      setSaid(before ? `${words}. Corrigé.` : `${words}.`);
    }
    return true;
  }
  function ask(place: Place): void {
    const passage = columns()[place.column]?.passage;
    if (!passage || refused(place.column, passage)) return;
    setAsking(place);
    setSaid('Revenir quand\u00a0? 1 le matin, 2 à midi, 3 l’après-midi, 4 le soir, Entrée sans préciser.');
  }
  function erase(place: Place): void {
    setAsking(null);
    const line = lineAt(place);
    const row = rows()[place.row];
    if (!line || !row) return;
    // What it corrected would stand there again: the whole line goes.
    for (const visit of withCorrected(line, book.facts().visits)) book.withdraw(visit.id);
    setSaid(`${capital(doorName(row.door))}, ${floorName(row.door.floor)}\u00a0: ligne effacée.`);
  }
  /** Takes back the last line; gives the cell where it stood. */
  function undo(): Place | null {
    setAsking(null);
    const before = columns().map((_, column) => linesOf(column));
    const visit = book.undo();
    setSaid(visit ? 'Dernière ligne annulée.' : 'Rien à annuler.');
    const column = before.findIndex((its) => [...its.values()].some(({ id }) => id === visit));
    const door = [...(before[column] ?? [])].find(([, its]) => its.id === visit)?.[0];
    const row = rows().findIndex((one) => one.door.id === door);
    return row >= 0 ? { row, column } : null;
  }
  /** What the tablets, or another passage, last told of a door: shown beside what is typed. */
  function knownAt(row: Row) {
    const shown = new Set(columns().flatMap((_, column) => linesOf(column).get(row.door.id)?.id ?? []));
    return row.door.history.find(({ id }) => !shown.has(id)) ?? null;
  }

  return {
    book, rows, columns, active, setActive, asking, setAsking, said, setSaid, problem, linesOf, lineAt, begin, follow, addPassage, setHead, correctHead,
    note, ask, erase, undo, knownAt,
  };
}

/** A visit and those it corrects, directly or through others. */
function withCorrected(visit: VisitFact, visits: readonly VisitFact[]): VisitFact[] {
  const earlier = visits.find(({ id }) => id === visit.replaces);
  return earlier ? [visit, ...withCorrected(earlier, visits)] : [visit];
}

export type Sheet = ReturnType<typeof createSheet>;
