/** Small comforts of every page; all of them work without. */
import { all } from './dom';

export function enhance(root: ParentNode): void {
  for (const form of all(root, 'form[data-confirm]', HTMLFormElement)) {
    form.addEventListener('submit', (event) => {
      if (!window.confirm(form.dataset.confirm)) event.preventDefault();
    });
  }
  for (const button of all(root, '[data-print]', HTMLButtonElement)) button.addEventListener('click', () => { window.print(); });
  for (const button of all(root, '[data-reveal]', HTMLButtonElement)) {
    const input = document.getElementById(button.dataset.reveal ?? '');
    if (!(input instanceof HTMLInputElement)) continue;
    button.hidden = false;
    button.addEventListener('click', () => {
      const hidden = input.type === 'password';
      input.type = hidden ? 'text' : 'password';
      button.setAttribute('aria-pressed', String(hidden));
    });
  }
  current(root);
}

/** The navigation scrolls, sideways on a narrow screen: the place we are at comes into view. */
function current(root: ParentNode): void {
  const place = root.querySelector('.rail-nav [aria-current]');
  const list = place?.closest('ul');
  if (!(place instanceof HTMLElement) || !list) return;
  list.scrollLeft = place.offsetLeft - list.clientWidth / 2;
  const nav = list.closest('.rail-nav');
  if (nav) nav.scrollTop = place.offsetTop - nav.clientHeight / 2;
}
