/** The address bar keeps the view of the map page: whoever reloads it, goes back to it or sends it on sees the same. */
import { all } from './dom';

export interface Seen {
  lat: number;
  lon: number;
  zoom: number;
}

/** A view as the address writes it: to the metre, and no longer than it must be. */
export function viewText(seen: Seen | null): string {
  if (!seen) return '';
  return [seen.lat.toFixed(5), seen.lon.toFixed(5), seen.zoom.toFixed(2)].map((part) => String(Number(part))).join(',');
}

/** Names in the address that a script may change; links and forms of the page then carry them too. */
export type Kept = 'quartier' | 'entrees' | 'themes' | 'vue';

/** The address with some of its parts changed; an empty text takes a part away. Commas stay readable. */
export function changed(address: string, parts: Partial<Record<Kept, string>>): string {
  const url = new URL(address);
  for (const [name, value] of Object.entries(parts)) {
    if (value) url.searchParams.set(name, value);
    else url.searchParams.delete(name);
  }
  url.search = url.searchParams.toString().replaceAll('%2C', ',');
  return url.toString();
}

/** Write parts of the view into the address bar, and into every link (`data-keep`) and form (`data-keep-form`) that leads to another measure or period. */
export function keep(parts: Partial<Record<Kept, string>>): void {
  history.replaceState(history.state, '', changed(location.href, parts));
  for (const link of all(document, 'a[data-keep]', HTMLAnchorElement)) {
    // What a link itself is about stays its own: that of a neighbourhood opens it, that of the entrances turns them off.
    const own = link.dataset.area !== undefined ? ['quartier', 'vue'] : link.dataset.toggleEntrances !== undefined ? ['entrees'] : [];
    link.href = changed(link.href, Object.fromEntries(Object.entries(parts).filter(([name]) => !own.includes(name))));
  }
  for (const form of all(document, 'form[data-keep-form]', HTMLFormElement)) {
    for (const [name, value] of Object.entries(parts)) hidden(form, name, value);
  }
}

function hidden(form: HTMLFormElement, name: string, value: string): void {
  if (name === 'themes' && form.querySelector('[name=theme]')) return;
  const found = form.querySelector<HTMLInputElement>(`input[type=hidden][name=${name}]`);
  const input = found ?? document.createElement('input');
  input.type = 'hidden';
  input.name = name;
  input.value = value;
  input.disabled = value === '';
  if (!found) form.append(input);
}
