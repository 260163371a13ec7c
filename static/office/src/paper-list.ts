/** Finding an entrance of the round by a few letters; Enter opens the first that is left. Without this script the list is all there. */
import { all, need, say, show } from './dom';
import { plain } from './round-edit';

export function start(root: HTMLElement): void {
  const search = need(root, '[data-search]', HTMLInputElement);
  const items = all(root, '[data-item]', HTMLElement);
  const round = need(root, '[data-round-form] select', HTMLSelectElement);
  show(need(root, '[data-search-field]', HTMLElement));
  show(need(root, '[data-round-form] button', HTMLButtonElement), false);
  round.addEventListener('change', () => { round.form?.requestSubmit(); });
  search.addEventListener('input', () => {
    const words = plain(search.value).split(' ').filter(Boolean);
    for (const item of items) show(item, words.every((word) => plain(item.textContent).includes(word)));
    const left = items.filter((item) => !item.hidden).length;
    show(need(root, '[data-none]', HTMLElement), left === 0);
    say(need(root, '[data-found]', HTMLElement), words.length > 0 ? `${left} entrée${left > 1 ? 's' : ''}` : '');
  });
  search.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    items.find((item) => !item.hidden)?.querySelector('a')?.click();
  });
  search.focus();
  void import('./paper/leftover').then(({ sendLeftover }) => sendLeftover(root));
}
