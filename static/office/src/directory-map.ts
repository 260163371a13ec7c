/** The directory's small maps: neighbourhoods as outlines, structures as dots. Whatever they show stands in the page as words too. */
import { all, make } from './dom';
import { loadLeaflet, loadScript, type Layer, type Leaflet, type LeafletMap, type Marker } from './directory-leaflet';
import { getJson } from './server';

const NAMED = 24;
const CLOSE = 17;
const START: [number, number] = [46.6, 2.5];

export interface LittleMap {
  leaflet: Leaflet;
  map: LeafletMap;
  outlines: Layer;
}

/** Draws the frame's map with the outlines. The caller shows something on it. */
export async function littleMap(frame: HTMLElement): Promise<LittleMap> {
  const leaflet = await loadLeaflet(frame.dataset.leaflet ?? '');
  const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  const map = leaflet.map(frame, {
    zoomControl: false,
    attributionControl: false,
    scrollWheelZoom: false,
    maxZoom: 19,
    zoomSnap: 0.25,
    zoomAnimation: !still,
    fadeAnimation: !still,
    markerZoomAnimation: !still,
  });
  leaflet.control.zoom({ zoomInTitle: 'Agrandir', zoomOutTitle: 'Réduire' }).addTo(map);
  leaflet.control.scale({ imperial: false }).addTo(map);
  map.setView(START, 5);
  const drawn = (await getJson(frame.dataset.outlines ?? '')) as Outlines;
  const outlines = drawOutlines(leaflet, drawn);
  outlines.addTo(map);
  if (drawn.ground) void drawGround(map, drawn.ground);
  const declutter = (): void => { uncross(all(frame, '.little-name', HTMLElement)); };
  map.on('zoomend', declutter);
  map.on('viewreset', declutter);
  return { leaflet, map, outlines };
}

/** Of names that would be written over each other, the first stays. */
function uncross(names: HTMLElement[]): void {
  for (const name of names) name.classList.remove('little-crossed');
  const shown: DOMRect[] = [];
  for (const name of names) {
    const box = name.getBoundingClientRect();
    const crossed = shown.some((other) => box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom);
    name.classList.toggle('little-crossed', crossed);
    if (!crossed) shown.push(box);
  }
}

/** Outlines as GeoJSON, and the streets as `maps/script/ground.js` takes them. */
interface Outlines {
  features: unknown[];
  ground?: { script: string };
}

/** A map without its streets is a map still: nobody waits for them. */
async function drawGround(map: LeafletMap, ground: { script: string }): Promise<void> {
  const page = window as unknown as { palierGround?: (map: LeafletMap, options: unknown) => void };
  try {
    if (!page.palierGround) await loadScript(ground.script);
    page.palierGround?.(map, ground);
  } catch {
    // The outlines say where things are.
  }
}

function drawOutlines(leaflet: Leaflet, data: Outlines): Layer {
  const named = data.features.length <= NAMED;
  return leaflet.geoJSON(data, {
    interactive: false,
    style: () => ({ className: 'little-area' }),
    onEachFeature: (feature: { properties: { name: string } }, layer: Layer) => {
      if (named) layer.bindTooltip(make('span', feature.properties.name), { permanent: true, direction: 'center', className: 'little-name' });
    },
  });
}

/** One structure's dot. `kind` is what its look tells: `open`, `closed`, `picked`; a hollow one is only indicative. */
export function dot(leaflet: Leaflet, at: [number, number], kind: string, indicative: boolean): Marker {
  return leaflet.circleMarker(at, { radius: 7, className: `little-dot little-${kind}${indicative ? ' little-indicative' : ''}` });
}

/** Brings everything into view: the dots, or the outlines where there is none. */
export function showAll({ leaflet, map, outlines }: LittleMap, dots: Layer[]): void {
  const bounds = (dots.length ? leaflet.featureGroup(dots) : outlines).getBounds();
  if (bounds.isValid()) map.fitBounds(bounds, { maxZoom: CLOSE - 1, padding: [18, 18], animate: false });
}

/** A map of the one place that its frame names. */
export async function showPlace(frame: HTMLElement): Promise<void> {
  const at = placeOf(frame);
  if (!at) return;
  const { leaflet, map } = await littleMap(frame);
  dot(leaflet, at, 'picked', 'indicative' in frame.dataset).addTo(map);
  map.setView(at, 'indicative' in frame.dataset ? 14 : 16);
}

export function placeOf(frame: HTMLElement): [number, number] | null {
  const at: [number, number] = [Number(frame.dataset.lat), Number(frame.dataset.lon)];
  return frame.dataset.lat !== undefined && at.every(Number.isFinite) ? at : null;
}
