/** Choosing the entrances of a round: search, whole streets, and the order of the walk. Without this script the boxes still work. */
import { all, make, need, say } from './dom';

export function start(root: HTMLElement): void {
  const boxes = all(root, 'input[name=entrances]', HTMLInputElement);
  const byId = new Map(boxes.map((box) => [box.value, box]));
  let walk = (root.dataset.walk ?? '').split(' ').filter((id) => byId.has(id));
  const list = need(root, '[data-walk-list]', HTMLOListElement);
  const count = need(root, '[data-walk-count]', HTMLElement);

  const draw = (): void => {
    list.replaceChildren(...walk.map((id, place) => walkItem(id, place)));
    const doors = walk.reduce((sum, id) => sum + Number(byId.get(id)?.dataset.doors ?? 0), 0);
    say(count, walk.length === 0 ? 'Aucune entrée choisie.' : `${walk.length} entrée${walk.length > 1 ? 's' : ''}, ${doors} porte${doors > 1 ? 's' : ''} connue${doors > 1 ? 's' : ''}.`);
    for (const street of all(root, '[data-street]', HTMLElement)) markStreet(street);
    for (const area of all(root, '[data-area]', HTMLElement)) {
      need(area, '[data-chosen]', HTMLElement).textContent = chosenIn(area);
    }
  };
  const move = (place: number, by: number): void => {
    const other = walk[place + by];
    const moved = walk[place];
    if (other === undefined || moved === undefined) return;
    walk[place] = other;
    walk[place + by] = moved;
    draw();
    const button = list.children[place + by]?.querySelector<HTMLButtonElement>(by < 0 ? '[data-up]' : '[data-down]');
    (button?.disabled ? list.children[place + by]?.querySelector<HTMLButtonElement>('button:enabled') : button)?.focus();
  };
  const walkItem = (id: string, place: number): HTMLLIElement => {
    const box = byId.get(id);
    const name = `${box?.dataset.label ?? ''}, ${box?.dataset.address ?? ''}`;
    const item = make('li');
    const up = make('button', '↑', { type: 'button', class: 'mini', 'data-up': '', 'aria-label': `Monter ${name}` });
    const down = make('button', '↓', { type: 'button', class: 'mini', 'data-down': '', 'aria-label': `Descendre ${name}` });
    up.disabled = place === 0;
    down.disabled = place === walk.length - 1;
    up.addEventListener('click', () => { move(place, -1); });
    down.addEventListener('click', () => { move(place, 1); });
    const text = make('span', '', { class: 'walk-name' });
    text.append(make('strong', box?.dataset.label ?? ''), make('span', box?.dataset.address ?? ''));
    item.append(text, up, down, make('input', '', { type: 'hidden', name: 'entrances', value: id }));
    return item;
  };
  const choose = (box: HTMLInputElement, on: boolean): void => {
    box.checked = on;
    walk = on ? [...walk.filter((id) => id !== box.value), box.value] : walk.filter((id) => id !== box.value);
  };

  // From here the ordered list speaks for the round, so the boxes themselves are not sent.
  for (const box of boxes) {
    box.removeAttribute('name');
    box.dataset.entrance = '';
    box.addEventListener('change', () => {
      choose(box, box.checked);
      draw();
    });
  }
  for (const whole of all(root, '[data-whole]', HTMLInputElement)) {
    whole.hidden = false;
    whole.addEventListener('change', () => {
      const street = whole.closest('[data-street]');
      if (!street) return;
      for (const box of visibleBoxes(street)) if (box.checked !== whole.checked) choose(box, whole.checked);
      draw();
    });
  }
  if (root.querySelector('[data-search]')) wireSearch(root);
  draw();
}

function boxesOf(part: ParentNode): HTMLInputElement[] {
  return all(part, 'input[data-entrance]', HTMLInputElement);
}

function visibleBoxes(part: ParentNode): HTMLInputElement[] {
  return boxesOf(part).filter((box) => !box.closest('li')?.hidden);
}

function markStreet(street: HTMLElement): void {
  const boxes = boxesOf(street);
  const checked = boxes.filter((box) => box.checked).length;
  const whole = need(street, '[data-whole]', HTMLInputElement);
  whole.checked = checked === boxes.length;
  whole.indeterminate = checked > 0 && checked < boxes.length;
}

function chosenIn(area: HTMLElement): string {
  const boxes = boxesOf(area);
  const checked = boxes.filter((box) => box.checked).length;
  return checked ? `${checked} sur ${boxes.length}` : String(boxes.length);
}

function wireSearch(root: HTMLElement): void {
  const search = need(root, '[data-search]', HTMLInputElement);
  const none = need(root, '[data-none]', HTMLElement);
  search.closest<HTMLElement>('[hidden]')?.removeAttribute('hidden');
  search.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') event.preventDefault();
  });
  search.addEventListener('input', () => {
    const words = plain(search.value).split(' ').filter(Boolean);
    for (const area of all(root, 'details[data-area]', HTMLDetailsElement)) {
      let found = 0;
      for (const street of all(area, '[data-street]', HTMLElement)) {
        const items = all(street, 'li', HTMLLIElement);
        for (const item of items) item.hidden = !words.every((word) => plain(`${item.textContent} ${area.dataset.area ?? ''}`).includes(word));
        const shown = items.filter((item) => !item.hidden).length;
        street.hidden = shown === 0;
        found += shown;
      }
      area.hidden = found === 0;
      area.open = words.length > 0 ? found > 0 : boxesOf(area).some((box) => box.checked);
    }
    none.hidden = all(root, 'details[data-area]', HTMLDetailsElement).some((area) => !area.hidden);
  });
}

/** For comparing: no accents, no capitals, one space. */
export function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{Diacritic}/gu, '').toLowerCase().replace(/\s+/gu, ' ').trim();
}
