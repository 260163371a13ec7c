/** The little of Leaflet that small maps use. It is served beside the big map's files and loaded when a page has a map. */

export interface Point {
  lat: number;
  lng: number;
}

export interface Bounds {
  isValid(): boolean;
}

export interface Layer {
  addTo(map: LeafletMap): this;
  remove(): this;
  bindPopup(content: HTMLElement): this;
  bindTooltip(content: HTMLElement | string, options?: Record<string, unknown>): this;
  getBounds(): Bounds;
  on(event: string, handler: () => void): this;
}

export interface Marker extends Layer {
  setLatLng(at: [number, number]): this;
  getElement(): Element | undefined;
  openPopup(): this;
}

export interface LeafletMap {
  fitBounds(bounds: Bounds, options?: Record<string, unknown>): this;
  setView(at: [number, number], zoom: number): this;
  getZoom(): number;
  getCenter(): Point;
  on(event: string, handler: (event: { latlng: Point }) => void): this;
}

export interface Leaflet {
  map(frame: HTMLElement, options: Record<string, unknown>): LeafletMap;
  circleMarker(at: [number, number], options: Record<string, unknown>): Marker;
  geoJSON(data: unknown, options: Record<string, unknown>): Layer;
  featureGroup(layers: Layer[]): Layer;
  control: { zoom(options: Record<string, unknown>): Layer; scale(options: Record<string, unknown>): Layer };
}

function loaded(): Leaflet | undefined {
  return (window as unknown as { L?: Leaflet }).L;
}

/** Runs a script of our own host. */
export async function loadScript(address: string): Promise<void> {
  await new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = address;
    script.addEventListener('load', resolve);
    script.addEventListener('error', () => { reject(new Error(`${address} did not load.`)); });
    document.head.append(script);
  });
}

export async function loadLeaflet(address: string): Promise<Leaflet> {
  if (!loaded()) await loadScript(address);
  const leaflet = loaded();
  if (!leaflet) throw new Error('Leaflet did not start.');
  return leaflet;
}
