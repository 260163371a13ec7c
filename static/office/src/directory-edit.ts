/** The sheets of the directory: a place picked on a map, hours read back. Without this script the fields are typed. */
import { dot, littleMap, showAll } from './directory-map';
import { startHours } from './directory-hours';
import { need, show } from './dom';

const DIGITS = 6;

export async function start(root: HTMLElement): Promise<void> {
  startHours(root);
  const frame = root.querySelector<HTMLElement>('[data-pick]');
  if (frame) await pickPlace(root, frame);
}

async function pickPlace(root: HTMLElement, frame: HTMLElement): Promise<void> {
  const lat = need(root, '[name=latitude]', HTMLInputElement);
  const lon = need(root, '[name=longitude]', HTMLInputElement);
  const little = await littleMap(frame);
  const { leaflet, map } = little;
  const marker = dot(leaflet, [0, 0], 'picked', false);
  const put = (): [number, number] | null => {
    const at = place(lat.value, lon.value);
    if (at) marker.setLatLng(at).addTo(map);
    else marker.remove();
    return at;
  };
  map.on('click', ({ latlng }) => {
    lat.value = written(latlng.lat);
    lon.value = written(latlng.lng);
    put();
  });
  for (const field of [lat, lon]) {
    field.addEventListener('change', () => {
      const at = put();
      if (at) map.setView(at, Math.max(map.getZoom(), 15));
    });
  }
  const known = put();
  if (known) map.setView(known, 16);
  else showAll(little, []);
  show(need(root, '[data-pick-hint]', HTMLElement));
}

/** Degrees as a person writes them, with a comma or a point; null unless both are numbers on Earth. */
export function place(lat: string, lon: string): [number, number] | null {
  const [y, x] = [lat, lon].map((text) => (text.trim() === '' ? NaN : Number(text.trim().replace(',', '.').replace('−', '-')))) as [number, number];
  return Math.abs(y) <= 90 && Math.abs(x) <= 180 ? [y, x] : null;
}

function written(degrees: number): string {
  return degrees.toFixed(DIGITS).replace('.', ',');
}
