/** The building as it will stand, drawn again after every change: roof, landings from the top, hall, ground, cellars. */
import { HIGHEST_FLOOR, LOWEST_FLOOR, sameLabel } from '../../../tablet/src/domain/doors';
import { capital, doorName, floorMark, floorName, plate } from '../../../tablet/src/domain/door-words';
import { make } from '../dom';
import { floorsOf, type Door, type Facade, type Floor } from './model';

export type Chosen = { kind: 'door'; id: string } | { kind: 'floor'; floor: number } | null;

/** What a press on the drawing asks for. */
export interface Asked {
  choose: (chosen: Chosen) => void;
  addDoor: (floor: number) => void;
  addFloor: (floor: number) => void;
}

const ROOF = 'M16 26V9H40V26M13 9H43M22 9V5M28 9V4M34 9V5M150 26V3M142 6H158M144 10H156M146 14H154';
const ENTRY: [string, string][] = [
  ['house-canopy', 'M2 8H74V3H2Z'],
  ['house-double', 'M14 46V8H37V46ZM39 46V8H62V46Z'],
  ['house-glass', 'M18.5 13H32.5V30H18.5ZM43.5 13H57.5V30H43.5ZM33.5 35V39M42.5 35V39'],
];

export function keyOf(chosen: Exclude<Chosen, null>): string {
  return chosen.kind === 'door' ? `door:${chosen.id}` : `floor:${chosen.floor}`;
}

/** `active`: where the keyboard is; the one stop of the Tab key in the drawing. */
export function draw(facade: Facade, name: string, chosen: Chosen, active: string, asked: Asked): HTMLElement {
  const floors = floorsOf(facade);
  const pen = new Pen(chosen === null ? null : keyOf(chosen), asked);
  const house = make('div', '', { class: 'house house-editing', role: 'group', 'aria-label': `Façade de ${name}` });
  const [top, bottom] = [(floors[0]?.floor ?? 0) + 1, Math.min(0, floors.at(-1)?.floor ?? 0) - 1];
  if (top <= HIGHEST_FLOOR) house.append(pen.more(top, 'house-more'));
  const roof = make('div', '', { class: 'house-roof', 'aria-hidden': 'true' });
  roof.append(picture('0 0 200 26', '', [['', ROOF]]));
  house.append(roof, pen.floors(floors.filter(({ floor }) => floor >= 0), ''));
  const hall = make('div', '', { class: 'house-hall', 'aria-hidden': 'true' });
  hall.append(make('span', name, { class: 'house-name' }), picture('0 0 76 46', 'house-entry', ENTRY));
  house.append(hall, make('div', '', { class: 'house-ground', 'aria-hidden': 'true' }));
  const cellars = floors.filter(({ floor }) => floor < 0);
  if (cellars.length > 0) house.append(pen.floors(cellars, 'house-cellars'));
  if (bottom >= LOWEST_FLOOR) house.append(pen.more(bottom, 'house-more house-more-below'));
  const stops = [...house.querySelectorAll<HTMLElement>('[data-key]')];
  const stop = stops.find((one) => one.dataset.key === active) ?? stops.find((one) => one.dataset.key?.startsWith('door:')) ?? stops[0];
  for (const one of stops) one.tabIndex = one === stop ? 0 : -1;
  return house;
}

class Pen {
  constructor(private readonly chosen: string | null, private readonly asked: Asked) {}

  floors(floors: readonly Floor[], more: string): HTMLElement {
    const list = make('ol', '', { class: `house-floors ${more}`.trim() });
    list.append(...floors.map((floor) => this.floor(floor)));
    return list;
  }

  more(floor: number, looks: string): HTMLElement {
    const button = this.button(`more:${floor}`, `button button-quiet ${looks}`, () => { this.asked.addFloor(floor); });
    button.textContent = `Ajouter le ${floorName(floor)}`;
    return button;
  }

  private floor({ floor, doors }: Floor): HTMLElement {
    const item = make('li', '', { class: 'house-floor', 'data-floor': String(floor) });
    const mark = this.button(`floor:${floor}`, 'house-mark', () => { this.asked.choose({ kind: 'floor', floor }); });
    mark.setAttribute('aria-label', `${withVisible(floorMark(floor), floorName(floor))}\u00a0: ${doors.length} porte${doors.length > 1 ? 's' : ''}`);
    mark.append(make('span', floorMark(floor)));
    const landing = make('div', '', { class: 'house-landing' });
    const add = this.button(`add:${floor}`, 'house-add', () => { this.asked.addDoor(floor); });
    add.textContent = '+';
    add.setAttribute('aria-label', `Ajouter une porte, ${floorName(floor)}`);
    landing.append(...doors.map((door) => this.door(door)), add);
    item.append(mark, landing);
    return item;
  }

  private door(door: Door): HTMLElement {
    const renamed = door.known !== null && !sameLabel(door, door.known);
    const looks = ['house-door', door.known === null ? 'house-new' : '', renamed ? 'house-named' : '', door.known?.visited ? 'house-kept' : ''].filter(Boolean).join(' ');
    const button = this.button(`door:${door.id}`, looks, () => { this.asked.choose({ kind: 'door', id: door.id }); });
    const sign = door.known === null ? 'nouvelle' : renamed ? 'renommée' : door.known.visited ? 'visitée' : '';
    button.setAttribute('aria-label', [withVisible(plate(door), capital(doorName(door))), floorName(door.floor), sign].filter(Boolean).join(', '));
    button.append(make('span', plate(door), { class: 'house-plate' }));
    button.append(sign && sign !== 'nouvelle' ? make('span', sign, { class: 'house-door-sign', 'aria-hidden': 'true' }) : make('span', '', { class: 'house-leaf', 'aria-hidden': 'true' }));
    return button;
  }

  private button(key: string, looks: string, press: () => void): HTMLButtonElement {
    const button = make('button', '', { type: 'button', class: looks, 'data-key': key });
    if (key.startsWith('door:') || key.startsWith('floor:')) button.setAttribute('aria-pressed', String(this.chosen === key));
    button.addEventListener('click', press);
    return button;
  }
}

/** Who speaks to the page says what stands there: a name begins with it, where it does not hold it. */
function withVisible(visible: string, name: string): string {
  return name.toLowerCase().includes(visible.toLowerCase()) ? name : `${visible}, ${name}`;
}

const SVG = 'http://www.w3.org/2000/svg';

function picture(box: string, looks: string, paths: readonly [string, string][]): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', box);
  if (looks) svg.setAttribute('class', looks);
  svg.append(...paths.map(([name, d]) => shape('path', { ...(name ? { class: name } : {}), d })));
  return svg;
}

function shape(tag: string, attributes: Record<string, string>): SVGElement {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

/** A small façade, with the doors lit that would be new. */
export function smallPicture(floors: readonly { doors: readonly { fresh: boolean }[] }[], words: string): SVGElement {
  const widest = Math.max(1, ...floors.map(({ doors }) => doors.length));
  const [width, height] = [11 * widest + 9, 14 * floors.length + 8];
  const svg = document.createElementNS(SVG, 'svg');
  const size = { viewBox: `0 0 ${width} ${height}`, width: String(width * 1.5), height: String(height * 1.5) };
  for (const [name, value] of Object.entries({ class: 'facade', role: 'img', 'aria-label': words, ...size })) svg.setAttribute(name, value);
  svg.append(shape('path', { class: 'facade-wall', d: `M1 ${height - 2}V5q0-4 4-4H${width - 5}q4 0 4 4V${height - 2}Z` }));
  floors.forEach(({ doors }, row) => {
    svg.append(shape('path', { class: 'facade-floor', d: `M1 ${14 * row + 17.5}H${width - 1}` }));
    doors.forEach(({ fresh }, place) => {
      const door = shape('g', { class: `dot ${fresh ? 'copy-new' : 'dot-unvisited'}`, transform: `translate(${11 * place + 6} ${14 * row + 6})` });
      door.append(shape('rect', { width: '8', height: '11.5', rx: '1' }));
      svg.append(door);
    });
  });
  return svg;
}

const STEPS: Record<string, [number, number]> = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

/** Where an arrow leads from the focused part of the drawing: along the landing, or to the one above or below. */
export function neighbour(house: ParentNode, from: Element, key: string): HTMLElement | null {
  const step = STEPS[key];
  if (!step) return null;
  const rows = [...house.querySelectorAll('.house-more, .house-floor')].map((row) =>
    row instanceof HTMLButtonElement ? [row] : [...row.querySelectorAll<HTMLElement>('[data-key]')],
  );
  const at = rows.findIndex((row) => row.includes(from as HTMLElement));
  const along = rows[at]?.indexOf(from as HTMLElement) ?? 0;
  const row = rows[at + step[0]];
  if (!row) return null;
  return (step[0] === 0 ? row[along + step[1]] : row[Math.min(along, row.length - 1)]) ?? null;
}
