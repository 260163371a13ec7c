/** Where an entrance stands: its mark is dragged on the plan, or moved with arrows; the numbers below follow, and lead. */
import { all, need, say, show } from './dom';

const FAR = 550;
const [NEAREST, FARTHEST] = [40, 600];

export function start(root: HTMLElement): void {
  const spot = need(root, '[data-spot]', HTMLElement);
  const plan = spot.querySelector('svg');
  const marker = spot.querySelector<SVGGElement>('[data-marker]');
  if (!plan || !marker) return;
  new Plan(root, spot, plan, marker).start();
}

class Plan {
  private readonly lon: HTMLInputElement;
  private readonly lat: HTMLInputElement;
  private readonly from: { lon: number; lat: number; east: number; north: number };
  /** Metres east and north of where the plan was made. */
  private at = { x: 0, y: 0 };
  private radius: number;

  constructor(private readonly root: HTMLElement, private readonly spot: HTMLElement, private readonly plan: SVGSVGElement, private readonly marker: SVGGElement) {
    this.lon = need(root, '[name=lon]', HTMLInputElement);
    this.lat = need(root, '[name=lat]', HTMLInputElement);
    const { lon, lat, east, north } = spot.dataset;
    this.radius = plan.viewBox.baseVal.width / 2;
    this.from = { lon: Number(lon), lat: Number(lat), east: Number(east), north: Number(north) };
  }

  start(): void {
    show(need(this.root, '[data-drag]', HTMLElement));
    show(need(this.spot, '[data-pad]', HTMLElement));
    this.marker.addEventListener('pointerdown', (event) => { this.drag(event); });
    for (const button of all(this.spot, '[data-move]', HTMLButtonElement)) {
      const [x = 0, y = 0] = (button.dataset.move ?? '').split(' ').map(Number);
      button.addEventListener('click', (event) => { this.step(x, y, event.shiftKey); });
    }
    for (const button of all(this.spot, '[data-zoom]', HTMLButtonElement)) {
      button.addEventListener('click', () => { this.zoom(Number(button.dataset.zoom)); });
    }
    this.spot.addEventListener('keydown', (event) => {
      const steps: Record<string, [number, number]> = { ArrowUp: [0, 1], ArrowDown: [0, -1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
      const step = steps[event.key];
      if (!step) return;
      event.preventDefault();
      this.step(...step, event.shiftKey);
    });
    for (const input of [this.lon, this.lat]) input.addEventListener('input', () => { this.follow(); });
    this.follow();
  }

  private step(x: number, y: number, far: boolean): void {
    const metres = far ? 10 : 1;
    this.put(this.at.x + x * metres, this.at.y + y * metres);
  }

  private drag(event: PointerEvent): void {
    event.preventDefault();
    this.marker.setPointerCapture(event.pointerId);
    const move = (one: PointerEvent): void => {
      const matrix = this.plan.getScreenCTM();
      if (!matrix) return;
      const point = new DOMPoint(one.clientX, one.clientY).matrixTransform(matrix.inverse());
      this.put(point.x, -point.y);
    };
    this.marker.addEventListener('pointermove', move);
    this.marker.addEventListener('pointerup', () => { this.marker.removeEventListener('pointermove', move); }, { once: true });
  }

  /** The mark leads, the numbers follow. */
  private put(x: number, y: number): void {
    this.at = { x: Math.min(FAR, Math.max(-FAR, x)), y: Math.min(FAR, Math.max(-FAR, y)) };
    this.lon.value = written(this.from.lon + this.at.x / this.from.east);
    this.lat.value = written(this.from.lat + this.at.y / this.from.north);
    this.show();
  }

  /** The numbers lead, the mark follows. */
  private follow(): void {
    const [lon, lat] = [read(this.lon.value), read(this.lat.value)];
    if (Number.isNaN(lon) || Number.isNaN(lat)) return;
    this.at = { x: (lon - this.from.lon) * this.from.east, y: (lat - this.from.lat) * this.from.north };
    this.show();
  }

  private zoom(by: number): void {
    this.radius = Math.min(FARTHEST, Math.max(NEAREST, this.radius * by));
    this.show();
  }

  private show(): void {
    const { x, y } = this.at;
    this.marker.setAttribute('transform', `translate(${x} ${-y}) scale(${this.radius / 150})`);
    const away = Math.max(Math.abs(x), Math.abs(y));
    const [left, top] = away > this.radius * 0.85 ? [x, -y] : [0, 0];
    this.plan.setAttribute('viewBox', `${left - this.radius} ${top - this.radius} ${2 * this.radius} ${2 * this.radius}`);
    const scale = this.radius / 150;
    this.plan.querySelector('[data-scale]')?.setAttribute('transform', `translate(${left} ${top}) scale(${scale})`);
    const length = this.plan.querySelector('[data-scale] text');
    if (length) length.textContent = `${Math.round(50 * scale)}\u00a0m`;
    for (const dot of this.plan.querySelectorAll('.spot-others circle')) dot.setAttribute('r', String(3.2 * scale));
    const metres = Math.round(Math.hypot(x, y));
    say(need(this.root, '[data-moved]', HTMLElement), metres > 0 ? `Déplacée de ${metres}\u00a0m.` : '');
  }
}

function read(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text.replace(',', '.'));
}

function written(degrees: number): string {
  return degrees.toFixed(6).replace('.', ',');
}
