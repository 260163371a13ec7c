/** « Personnes »: names, telephones and doors, opened in this browser, searched as one types. Nothing of it is sent anywhere. */
import { all, make, need, say, show } from './dom';
import { csvOf, offer, xlsxOf } from './people-export';
import { inOrder, search, type Person } from './people-list';
import { openPeople } from './people-opening';
import { Refused, postJson } from './server';
import { unlock } from './unlock';

const ROWS = 200;
const FAILED = 'Les noms n’ont pas pu être ouverts. Rien n’a été changé : rechargez la page et réessayez.';
const NOT_EXPORTED = 'Le fichier n’a pas été fait. Rien n’est sorti de cette page : réessayez.';

export function start(root: HTMLElement): void {
  const wrong = need(root, '[data-wrong]', HTMLElement);
  need(root, '[data-open]', HTMLButtonElement).addEventListener('click', () => {
    say(wrong, '');
    openAll(root).catch((error: unknown) => {
      show(need(root, '[data-opening]', HTMLElement), false);
      say(wrong, error instanceof Refused ? error.message : FAILED);
    });
  });
}

async function openAll(root: HTMLElement): Promise<void> {
  const { key: address = '', sealed = '' } = root.dataset;
  const key = await unlock(address, 'Les noms sont scellés : seule la clé de votre organisation les ouvre.');
  if (!key) return;
  const opening = need(root, '[data-opening]', HTMLElement);
  const progress = need(opening, '[data-progress]', HTMLProgressElement);
  show(need(root, '[data-closed]', HTMLElement), false);
  show(opening);
  progress.removeAttribute('value');
  const began = performance.now();
  const { found, closed } = await openPeople(sealed, key, (opened) => { progress.title = String(opened); });
  const people = inOrder(found);
  show(opening, false);
  list(root, people, closed);
  performance.measure('palier-people-listed', { start: began });
}

function list(root: HTMLElement, people: readonly Person[], closed: number): void {
  const query = need(root, '[data-query]', HTMLInputElement);
  const more = need(root, '[data-more]', HTMLButtonElement);
  const count = need(root, '[data-count]', HTMLElement);
  let shown: Person[] = [];
  let rows = ROWS;
  const draw = (): void => {
    need(root, '[data-rows]', HTMLElement).replaceChildren(...shown.slice(0, rows).map((person) => rowOf(person, root.dataset.case ?? '')));
    show(more, shown.length > rows);
    const beside = closed > 0 ? ` ${closed} part${closed > 1 ? 's' : ''} que cette clé n’ouvre pas.` : '';
    count.textContent = `${shown.length} sur ${people.length}.${beside}`;
  };
  const find = (): void => {
    const began = performance.now();
    shown = search(people, query.value);
    rows = ROWS;
    draw();
    performance.measure('palier-people-searched', { start: began });
  };
  query.addEventListener('input', find);
  more.addEventListener('click', () => {
    rows += ROWS;
    draw();
  });
  for (const button of all(root, '[data-as]', HTMLButtonElement)) {
    button.addEventListener('click', () => {
      exportThem(root, shown, button.dataset.as === 'xlsx').catch((error: unknown) => {
        say(need(root, '[data-wrong]', HTMLElement), error instanceof Refused ? error.message : NOT_EXPORTED);
      });
    });
  }
  find();
  show(need(root, '[data-opened]', HTMLElement));
  query.focus();
}

/** Noted in the log before there is a file: without the note there is none. */
async function exportThem(root: HTMLElement, people: readonly Person[], spreadsheet: boolean): Promise<void> {
  if (people.length === 0) return;
  await postJson(root.dataset.export ?? '', { count: people.length });
  const blob = spreadsheet ? await xlsxOf(people) : new Blob([csvOf(people)], { type: 'text/csv;charset=utf-8' });
  offer(blob, spreadsheet ? 'personnes.xlsx' : 'personnes.csv');
}

function rowOf(person: Person, caseAddress: string): HTMLElement {
  const row = make('tr');
  const telephone = make('td');
  if (person.telephone) telephone.append(make('a', person.telephone, { href: `tel:${person.telephone.replace(/[^+\d]/gu, '')}` }));
  const day = make('td');
  const when = new Intl.DateTimeFormat('fr-FR', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'Europe/Paris' }).format(new Date(person.day));
  day.append(person.case ? make('a', when, { href: caseAddress.replace('00000000-0000-4000-8000-000000000000', person.case) }) : when);
  row.append(make('td', person.who || '—'), telephone, make('td', person.door || '—'), make('td', person.entrance), day, make('td', person.other));
  return row;
}
