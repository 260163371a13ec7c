/** Moving entrances between teams by hand: the balance and the map follow at once. Without this script a button shows the balance. */
import { all, need } from './dom';
import { drawn, recolour } from './joint-map';

interface Told {
  minutes: number[];
  largest: number;
  sentences: string[];
}

function isTold(found: unknown): found is Told {
  return typeof found === 'object' && found !== null && 'minutes' in found && 'largest' in found && 'sentences' in found;
}

export function start(root: HTMLElement): void {
  if (!(root instanceof HTMLFormElement)) return;
  const map = drawn(need(root, '[data-page=joint-map]', HTMLElement));
  let asked = 0;
  for (const choice of all(root, 'select[data-share-of]', HTMLSelectElement)) {
    choice.addEventListener('change', () => {
      const share = choice.value === '' ? null : Number(choice.value);
      void map.then((one) => { recolour(one, choice.dataset.shareOf ?? '', share); });
      void weigh(root, (asked += 1), () => asked);
    });
  }
}

async function weigh(form: HTMLFormElement, mine: number, latest: () => number): Promise<void> {
  const body = new FormData(form);
  body.set('act', 'weigh');
  const answer = await fetch(form.action, { method: 'POST', headers: { Accept: 'application/json' }, body }).catch(() => null);
  const told: unknown = answer?.ok ? await answer.json() : null;
  if (mine === latest() && isTold(told)) tell(form, told);
}

function tell(form: HTMLFormElement, told: Told): void {
  for (const [number, minutes] of told.minutes.entries()) {
    const line = form.querySelector(`[data-share="${number}"]`);
    line?.querySelector('[data-load]')?.setAttribute('width', String(told.largest ? (100 * minutes) / told.largest : 0));
    const text = line?.querySelector('[data-minutes]');
    if (text) text.textContent = `${minutes} min`;
  }
  need(form, '[data-sentences]', HTMLElement).textContent = told.sentences.join(' ');
}
