/** Opening hours while they are typed: read back in French, and written day by day for who does not know the notation. */
import { all, make, need, show } from './dom';
import { getJson } from './server';

interface Read {
  valid: boolean;
  lines: string[];
  now: string;
}

const PAUSE_MS = 350;
const DAYS: [code: string, name: string][] = [
  ['Mo', 'lundi'],
  ['Tu', 'mardi'],
  ['We', 'mercredi'],
  ['Th', 'jeudi'],
  ['Fr', 'vendredi'],
  ['Sa', 'samedi'],
  ['Su', 'dimanche'],
];

export function startHours(root: ParentNode): void {
  const input = root.querySelector<HTMLInputElement>('[data-hours]');
  if (!input) return;
  const output = need(root, '[data-hours-read]', HTMLElement);
  let waiting = 0;
  let asked = 0;
  const read = async (): Promise<void> => {
    const turn = ++asked;
    const expression = input.value.trim();
    const answer = expression ? ((await getJson(`${input.dataset.hours ?? ''}?expression=${encodeURIComponent(expression)}`)) as Read) : null;
    if (turn === asked) tell(output, input, answer);
  };
  const soon = (): void => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(() => void read().catch(() => { output.replaceChildren(); }), PAUSE_MS);
  };
  input.addEventListener('input', soon);
  if (input.value) soon();
  startDays(root, input);
}

function tell(output: HTMLElement, input: HTMLInputElement, answer: Read | null): void {
  input.classList.toggle('hours-wrong', answer !== null && !answer.valid);
  if (answer === null) {
    output.replaceChildren();
  } else if (!answer.valid) {
    output.replaceChildren(make('p', 'Pas encore lisible. Exemple : Mo-Fr 09:00-12:30,14:00-17:00', { class: 'wrong' }));
  } else {
    const list = make('ul');
    list.append(...answer.lines.map((line) => make('li', line)));
    output.replaceChildren(make('p', answer.now, { class: 'hours-now' }), list);
  }
}

function startDays(root: ParentNode, input: HTMLInputElement): void {
  const rows = need(root, '[data-hours-rows]', HTMLElement);
  rows.replaceChildren(...DAYS.map(([code, name]) => dayRow(code, name)));
  need(root, '[data-hours-write]', HTMLButtonElement).addEventListener('click', () => {
    const written = writtenHours(all(rows, '[data-day]', HTMLElement).map((row) => [row.dataset.day ?? '', slots(row)]));
    if (!written) return;
    input.value = written;
    input.dispatchEvent(new Event('input'));
    input.focus();
  });
  show(need(root, '[data-hours-days]', HTMLElement));
}

function dayRow(code: string, name: string): HTMLElement {
  const row = make('div', '', { class: 'hours-row', role: 'group', 'aria-label': name, 'data-day': code });
  row.append(make('span', name, { class: 'hours-day' }));
  for (const part of ['matin', 'après-midi']) {
    const pair = make('span', '', { class: 'hours-pair' });
    pair.append(time(`${name} ${part}, de`), make('span', 'à', { 'aria-hidden': 'true' }), time(`${name} ${part}, à`));
    row.append(pair);
  }
  return row;
}

function time(label: string): HTMLInputElement {
  return make('input', '', { type: 'time', 'aria-label': label });
}

function slots(row: HTMLElement): string {
  const times = all(row, 'input', HTMLInputElement).map((field) => field.value);
  const pairs = [times.slice(0, 2), times.slice(2, 4)].filter(([from, to]) => from && to);
  return pairs.map(([from, to]) => `${from}-${to}`).join(',');
}

/** « Mo-We 09:00-12:00; Sa 10:00-12:00 » of hours by day; neighbouring days with equal hours stand together. */
export function writtenHours(days: [code: string, hours: string][]): string {
  const rules: { first: string; last: string; hours: string }[] = [];
  let before = '';
  for (const [code, hours] of days) {
    const rule = rules.at(-1);
    if (hours && hours === before && rule) rule.last = code;
    else if (hours) rules.push({ first: code, last: code, hours });
    before = hours;
  }
  return rules.map(({ first, last, hours }) => `${first === last ? first : `${first}-${last}`} ${hours}`).join('; ');
}
