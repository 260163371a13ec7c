/** The directory: a clean address after a search, and the same structures on a small map. Without this script the list works. */
import { dot, littleMap, placeOf, showAll } from './directory-map';
import { all, make, show } from './dom';
import type { Marker } from './directory-leaflet';
import { getJson } from './server';

type Found = [id: string, name: string, lon: number, lat: number, indicative: number, open: number];

/** A choice that says nothing without another one: the radius without a place, the age without « to verify ». */
const NEEDS: Record<string, string> = { rayon: 'pres', mois: 'verifier' };

export async function start(root: HTMLElement): Promise<void> {
  if (root instanceof HTMLFormElement) cleanAddress(root);
  const frame = document.querySelector<HTMLElement>('[data-map]');
  if (frame) await drawFound(frame, root.dataset.points ?? '');
}

function cleanAddress(form: HTMLFormElement): void {
  const fields = (): (HTMLInputElement | HTMLSelectElement)[] => [...all(form, 'input[name]', HTMLInputElement), ...all(form, 'select[name]', HTMLSelectElement)];
  form.addEventListener('submit', () => {
    const values = new Map(fields().map((field) => [field.name, field.value.trim()]));
    for (const field of fields()) {
      const needed = NEEDS[field.name];
      field.disabled = field.value.trim() === '' || (needed !== undefined && !values.get(needed));
    }
  });
  // The browser may show this very page again on the way back.
  window.addEventListener('pageshow', () => {
    for (const field of fields()) field.disabled = false;
  });
}

async function drawFound(frame: HTMLElement, address: string): Promise<void> {
  const [little, found] = await Promise.all([littleMap(frame), getJson(address) as Promise<Found[]>]);
  const cards = new Map(all(document, '[data-structure]', HTMLElement).map((card) => [card.dataset.structure ?? '', card]));
  const dots = found.map(([id, name, lon, lat, indicative, open]) => {
    const marker = dot(little.leaflet, [lat, lon], open ? 'open' : 'closed', indicative === 1);
    marker.bindPopup(make('a', name, { href: `/annuaire/${id}` })).addTo(little.map);
    const card = cards.get(id);
    if (card) light(card, marker);
    return marker;
  });
  const here = placeOf(frame);
  if (here) dots.push(dot(little.leaflet, here, 'here', false).addTo(little.map));
  showAll(little, dots);
  const key = document.querySelector<HTMLElement>('[data-key]');
  if (key) show(key, dots.length > 0);
}

/** The dot of the card under the hand, or that has the focus, stands out; and the card of the dot. */
function light(card: HTMLElement, marker: Marker): void {
  const mark = (on: boolean) => (): void => {
    const element = marker.getElement();
    element?.classList.toggle('little-lit', on);
    if (on && element?.parentElement) element.parentElement.append(element);
  };
  card.addEventListener('pointerenter', mark(true));
  card.addEventListener('pointerleave', mark(false));
  card.addEventListener('focusin', mark(true));
  card.addEventListener('focusout', mark(false));
  marker.on('mouseover', () => { card.classList.add('structure-lit'); });
  marker.on('mouseout', () => { card.classList.remove('structure-lit'); });
}
