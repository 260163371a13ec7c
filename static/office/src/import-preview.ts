/** The preview of an import: its map, and choices that must be read again before anything is imported. */
import { leafletOfPage } from './leaflet';
import { all, need, show } from './dom';
import { getJson, Refused } from './server';

interface Sketched {
  rows: GeoJsonFeature[];
  seen: number;
  around: GeoJsonFeature[];
}

interface GeoJsonFeature {
  properties: { name: string };
}

export function start(root: HTMLElement): void {
  wireChoices(root);
  const box = root.querySelector<HTMLElement>('[data-map]');
  if (box) void drawMap(box, need(root, '[data-map-words]', HTMLElement));
}

/** What was chosen and not read again would not be what is imported. */
function wireChoices(root: HTMLElement): void {
  const form = need(root, 'form[data-choices]', HTMLFormElement);
  const before = new URLSearchParams(entries(form)).toString();
  form.addEventListener('input', () => {
    const stale = new URLSearchParams(entries(form)).toString() !== before;
    for (const button of all(root, '[data-apply] button', HTMLButtonElement)) button.disabled = stale;
    show(need(root, '[data-stale]', HTMLElement), stale);
    for (const button of all(form, 'button[type=submit]', HTMLButtonElement)) button.classList.toggle('button-quiet', !stale);
  });
}

function entries(form: HTMLFormElement): [string, string][] {
  return [...new FormData(form)].map(([name, value]) => [name, typeof value === 'string' ? value : '']);
}

async function drawMap(box: HTMLElement, words: HTMLElement): Promise<void> {
  let sketched: Sketched;
  try {
    sketched = (await getJson(box.dataset.map ?? '')) as Sketched;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    words.textContent = error.message;
    return;
  }
  const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  const leaflet = leafletOfPage();
  const map = leaflet.map(box, { attributionControl: false, zoomControl: false, zoomAnimation: !still, fadeAnimation: !still, scrollWheelZoom: false, zoomSnap: 0.25 });
  leaflet.control.zoom({ position: 'topright', zoomInTitle: 'Agrandir', zoomOutTitle: 'Réduire' }).addTo(map);
  leaflet.control.scale({ imperial: false, position: 'bottomleft' }).addTo(map);
  leaflet.geoJSON(sketched.around, { interactive: false, style: { className: 'import-around', weight: 1, fill: false } }).addTo(map);
  const rows = leaflet.geoJSON(sketched.rows, {
    style: { className: 'import-area', weight: 1.5 },
    pointToLayer: (_feature, at) => leaflet.circleMarker(at, { className: 'import-point', radius: sketched.rows.length > 400 ? 3 : 5, weight: 1 }),
    onEachFeature: (feature, layer) => { layer.bindTooltip(escaped(feature.properties.name), { sticky: true, className: 'import-tip' }); },
  }).addTo(map);
  const fit = (): void => {
    map.invalidateSize({ animate: false });
    map.fitBounds(rows.getBounds(), { padding: [16, 16], maxZoom: 17, animate: false });
  };
  new ResizeObserver(fit).observe(box);
  words.textContent = said(sketched);
}

function said({ rows, seen, around }: Sketched): string {
  const number = new Intl.NumberFormat('fr-FR');
  const drawn = rows.length < seen ? `${number.format(rows.length)} lignes dessinées sur ${number.format(seen)}, prises au hasard.` : `${number.format(seen)} ligne${seen > 1 ? 's' : ''} dessinée${seen > 1 ? 's' : ''}.`;
  return around.length ? `${drawn} En pointillé\u00a0: les quartiers déjà connus.` : drawn;
}

/** Leaflet takes HTML. */
function escaped(text: string): string {
  const element = document.createElement('span');
  element.textContent = text;
  return element.innerHTML;
}
