/** The map of a joint round: entrances by team, meeting points and walks. All of it stands in the page as words too. */
import { need, show } from './dom';
import type { Layer, Leaflet } from './directory-leaflet';
import { littleMap } from './directory-map';

export type Stop = [id: string, name: string, lon: number, lat: number, share: number | null];

export interface Drawing {
  stops: Stop[];
  lines: { team: number; day: string | null; line: [number, number][] }[];
  /** The entrances that each day walks to. */
  walked: Record<string, string[]>;
  meeting: [string, number, number][];
  shares?: Record<string, number | null>;
}

interface Shown {
  frame: HTMLElement;
  marks: Map<string, SVGElement>;
}

const COLOURS = 8;
const shown = new WeakMap<HTMLElement, Promise<Shown>>();

function classOf(share: number | null): string {
  return share === null ? 'joint-stop joint-nobody' : `joint-stop share-${share % COLOURS}`;
}

export function start(root: HTMLElement): void {
  void drawn(root);
}

/** The map of a page part, drawn once. */
export function drawn(root: HTMLElement): Promise<Shown> {
  const known = shown.get(root) ?? draw(root);
  shown.set(root, known);
  return known;
}

/** Gives an entrance the colour of another team. */
export function recolour(map: Shown, entrance: string, share: number | null): void {
  const mark = map.marks.get(entrance);
  mark?.classList.remove('joint-nobody', ...Array.from({ length: COLOURS }, (_, number) => `share-${number}`));
  mark?.classList.add(...classOf(share).split(' '));
}

async function draw(root: HTMLElement): Promise<Shown> {
  const data = JSON.parse(need(root, '[data-drawing]', HTMLScriptElement).textContent) as Drawing;
  const frame = need(root, '[data-frame]', HTMLElement);
  show(frame);
  const { leaflet, map } = await littleMap(frame);
  const marks = new Map<string, SVGElement>();
  const lines = data.lines.map((one) => ({ day: one.day, layer: drawLine(leaflet, one).addTo(map) }));
  const stops = data.stops.map(([id, name, lon, lat, share]) => {
    const mark = leaflet.circleMarker([lat, lon], { radius: 8, className: classOf(data.shares ? (data.shares[id] ?? null) : share) });
    mark.bindTooltip(name).addTo(map);
    const element = mark.getElement();
    if (element instanceof SVGElement) marks.set(id, element);
    return mark;
  });
  for (const [name, lon, lat] of data.meeting) leaflet.circleMarker([lat, lon], { radius: 6, className: 'joint-meeting' }).bindTooltip(name).addTo(map);
  const bounds = leaflet.featureGroup(stops).getBounds();
  if (bounds.isValid()) map.fitBounds(bounds, { padding: [30, 30], maxZoom: 17, animate: false });
  const days = root.querySelector('[data-days]');
  if (days instanceof HTMLElement) {
    show(days);
    days.addEventListener('change', () => {
      const day = need(days, 'input:checked', HTMLInputElement).value;
      const there = new Set(data.walked[day] ?? []);
      for (const line of lines) {
        if (!day || line.day === day) line.layer.addTo(map);
        else line.layer.remove();
      }
      for (const [id, mark] of marks) mark.classList.toggle('joint-other-day', day !== '' && !there.has(id));
    });
  }
  return { frame, marks };
}

function drawLine(leaflet: Leaflet, one: Drawing['lines'][number]): Layer {
  const geometry = { type: 'LineString', coordinates: one.line };
  return leaflet.geoJSON({ type: 'Feature', properties: {}, geometry }, { interactive: false, style: { className: `joint-walk share-${one.team % COLOURS}`, fill: false } });
}
