/** The list for a telephone session: names and doors come in after unlocking, in this browser only. */
import { openCases } from './case-sealed';
import { all, make, need, say, show } from './dom';
import { Refused } from './server';
import { unlock } from './unlock';

const UNREADABLE = 'Les noms n’ont pas pu être ouverts. La liste reste là, sans eux : réessayez.';

export function start(root: HTMLElement): void {
  const button = document.querySelector('[data-unlock]');
  if (!(button instanceof HTMLButtonElement) || all(root, '[data-case]', HTMLElement).length === 0) return;
  const wrong = need(root, '[data-wrong]', HTMLElement);
  show(button);
  button.addEventListener('click', () => {
    say(wrong, '');
    fill(root, button).catch((error: unknown) => { say(wrong, error instanceof Refused ? error.message : UNREADABLE); });
  });
}

async function fill(root: HTMLElement, button: HTMLButtonElement): Promise<void> {
  const { key: address = '', sealed = '' } = root.dataset;
  const key = await unlock(address, 'Les noms sont scellés : seule la clé de votre organisation les ouvre.');
  if (!key) return;
  const rows = all(root, '[data-case]', HTMLElement);
  const opened = await openCases(sealed, rows.map((row) => row.dataset.case ?? ''), key);
  for (const row of rows) {
    const found = opened.get(row.dataset.case ?? '');
    const lines = found ? found.identity.map(([, value]) => value) : ['(scellé ailleurs)'];
    need(row, '[data-who]', HTMLElement).replaceChildren(...(lines.length > 0 ? lines : ['—']).map((line) => make('span', line)));
    if (found?.door) need(row, '[data-door]', HTMLElement).textContent = ` · ${found.door}`;
  }
  for (const cell of all(root, '[data-names]', HTMLElement)) show(cell);
  show(need(root, '[data-named]', HTMLElement));
  show(button, false);
}
