/** Drawing an outline around entrances: a corner a click, or with the keyboard at the centre of the map. The server answers with ticked boxes, no figure. */
import { need, say, show } from './dom';
import type { Layer, Leaflet, LeafletMap, Point } from './directory-leaflet';
import { littleMap } from './directory-map';

const DIGITS = 6;

export function start(root: HTMLElement): void {
  void new Outline(root).start();
}

class Outline {
  private readonly field: HTMLInputElement;
  private readonly told: HTMLElement;
  private corners: Point[];
  private layers: Layer[] = [];

  constructor(private readonly root: HTMLElement) {
    this.field = need(root, '[data-outline]', HTMLInputElement);
    this.told = need(root, '[data-corners]', HTMLElement);
    this.corners = this.field.value.split(' ').filter((text) => text).map((text) => {
      const [lng = 0, lat = 0] = text.split(',').map(Number);
      return { lng, lat };
    });
  }

  async start(): Promise<void> {
    show(need(this.root, '[data-draw]', HTMLElement));
    const frame = need(this.root, '[data-frame]', HTMLElement);
    frame.dataset.leaflet = this.root.dataset.leaflet ?? '';
    frame.dataset.outlines = this.root.dataset.outlines ?? '';
    const { leaflet, map, outlines } = await littleMap(frame);
    const bounds = outlines.getBounds();
    if (bounds.isValid()) map.fitBounds(bounds, { animate: false });
    const draw = (corners: Point[]): void => { this.draw(leaflet, map, corners); };
    map.on('click', ({ latlng }) => { draw([...this.corners, latlng]); });
    frame.addEventListener('keydown', (event) => {
      if (event.target !== frame || (event.key !== 'Enter' && event.key !== 'Backspace')) return;
      event.preventDefault();
      draw(event.key === 'Enter' ? [...this.corners, map.getCenter()] : this.corners.slice(0, -1));
    });
    need(this.root, '[data-clear]', HTMLButtonElement).addEventListener('click', () => { draw([]); });
    draw(this.corners);
  }

  private draw(leaflet: Leaflet, map: LeafletMap, corners: Point[]): void {
    this.corners = corners;
    this.field.value = corners.length < 3 ? '' : corners.map(({ lng, lat }) => `${lng.toFixed(DIGITS)},${lat.toFixed(DIGITS)}`).join(' ');
    for (const layer of this.layers) layer.remove();
    const ring = corners.map(({ lng, lat }) => [lng, lat]);
    const geometry = ring.length > 2 ? { type: 'Polygon', coordinates: [[...ring, ring[0]]] } : { type: 'LineString', coordinates: ring };
    this.layers = ring.length > 1 ? [leaflet.geoJSON({ type: 'Feature', properties: {}, geometry }, { interactive: false, style: { className: 'joint-contour' } })] : [];
    for (const { lng, lat } of corners) this.layers.push(leaflet.circleMarker([lat, lng], { radius: 5, className: 'joint-meeting', interactive: false }));
    for (const layer of this.layers) layer.addTo(map);
    say(this.told, corners.length === 0 ? 'Aucun coin posé.' : `${corners.length} coin${corners.length > 1 ? 's' : ''}${corners.length < 3 ? ' : il en faut trois' : ''}.`);
  }
}
