/** What stands on the map: entrances with how far they are, the outlines of neighbourhoods, structures of the directory, oneself. */
import L from 'leaflet';

import type { EntranceCard } from '../../domain/tablet';
import { count } from '../words';

const SVG = 'http://www.w3.org/2000/svg';
const SIZE = 48;
const RING = 2 * Math.PI * 17;

export interface Outlines {
  areas: { name: string; outline: GeoJSON.Polygon | GeoJSON.MultiPolygon }[];
}

/** The outlines, each with its name in the middle; entrances and streets lie over them. */
export function outlineLayer({ areas }: Outlines): L.LayerGroup {
  const features = areas.map(({ name, outline }) => ({ type: 'Feature' as const, properties: { name }, geometry: outline }));
  const names = L.layerGroup();
  const outlines = L.geoJSON({ type: 'FeatureCollection', features } as GeoJSON.FeatureCollection, {
    interactive: false,
    style: { className: 'map-area' },
    onEachFeature: ({ properties }, layer) => {
      if (!(layer instanceof L.Polygon)) return;
      const name = document.createElement('span');
      name.textContent = (properties as { name: string }).name;
      const icon = L.divIcon({ className: 'map-area-name', html: name, iconSize: undefined as unknown as L.PointExpression });
      L.marker(layer.getBounds().getCenter(), { icon, interactive: false, keyboard: false, zIndexOffset: -1000 }).addTo(names);
    },
  });
  return L.layerGroup([outlines, names]);
}

/** `place`: its place in the walk, from 1. */
export function entranceMark(entrance: EntranceCard, place: number, onOpen: () => void): L.Marker {
  const icon = L.divIcon({ className: 'map-entrance', html: entranceDrawing(entrance, place), iconSize: [SIZE, SIZE], iconAnchor: [SIZE / 2, SIZE / 2] });
  const marker = L.marker([entrance.lat, entrance.lon], { icon, title: '', alt: described(entrance, place), riseOnHover: true, keyboard: true });
  marker.on('click keypress', (event) => {
    const { originalEvent } = event as { originalEvent?: Event };
    if (originalEvent instanceof KeyboardEvent && originalEvent.key !== 'Enter' && originalEvent.key !== ' ') return;
    onOpen();
  });
  marker.on('add', () => {
    const element = marker.getElement();
    element?.setAttribute('role', 'button');
    element?.setAttribute('aria-label', described(entrance, place));
  });
  return marker;
}

function described(entrance: EntranceCard, place: number): string {
  const left = entrance.doors - entrance.visited;
  const state = entrance.doors === 0 ? 'portes à dessiner' : left === 0 ? 'toutes les portes vues' : `${count(left, 'porte', 'portes')} à faire sur ${entrance.doors}`;
  return [`${place}. ${entrance.label}`, entrance.address, state, entrance.comeBack > 0 ? `${entrance.comeBack} à revoir` : ''].filter(Boolean).join(', ');
}

/** A ring that fills as doors are seen; the place in the walk inside, a tick when all is done; an amber mark where somebody waits. */
function entranceDrawing(entrance: EntranceCard, place: number): HTMLElement {
  const share = entrance.doors === 0 ? 0 : entrance.visited / entrance.doors;
  const done = entrance.doors > 0 && share === 1 && entrance.comeBack === 0;
  const svg = element('svg', { viewBox: `0 0 ${SIZE} ${SIZE}`, 'aria-hidden': 'true', class: done ? 'done' : '' });
  svg.append(
    element('circle', { class: 'disc', cx: 24, cy: 24, r: 20 }),
    element('circle', { class: 'track', cx: 24, cy: 24, r: 17 }),
    element('circle', { class: 'share', cx: 24, cy: 24, r: 17, 'stroke-dasharray': `${(RING * share).toFixed(1)} ${RING.toFixed(1)}`, transform: 'rotate(-90 24 24)' }),
  );
  if (done) svg.append(element('path', { class: 'tick', d: 'M16.5 24.5l5.5 5.5 10-11' }));
  else {
    const words = element('text', { x: 24, y: 24, 'text-anchor': 'middle', 'dominant-baseline': 'central' });
    words.textContent = String(place);
    svg.append(words);
  }
  if (entrance.comeBack > 0) svg.append(element('circle', { class: 'again', cx: 39, cy: 10, r: 7 }));
  const box = document.createElement('div');
  box.append(svg);
  return box;
}

function element(name: string, attributes: Record<string, string | number>): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, String(value));
  return made;
}

/** Where one is, as well as the tablet knows. */
export function selfMark(at: L.LatLngExpression, accuracy: number): L.LayerGroup {
  const around = L.circle(at, { radius: accuracy, interactive: false, className: 'map-self-around' });
  const self = L.marker(at, { icon: L.divIcon({ className: 'map-self', iconSize: [22, 22] }), interactive: false, keyboard: false });
  return L.layerGroup([around, self]);
}

export interface Spot {
  id: string;
  name: string;
  lat: number;
  lon: number;
}

/** A structure of the directory. */
export function resourceMark(spot: Spot, onOpen: () => void): L.Marker {
  const icon = L.divIcon({ className: 'map-resource', iconSize: [SIZE, SIZE] });
  const marker = L.marker([spot.lat, spot.lon], { icon, title: '', alt: spot.name, keyboard: true });
  marker.on('click', onOpen);
  marker.on('add', () => {
    marker.getElement()?.setAttribute('role', 'button');
    marker.getElement()?.setAttribute('aria-label', spot.name);
  });
  return marker;
}
