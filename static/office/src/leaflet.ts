/** The little of Leaflet that our own pages call. The library itself is a script of the page, from our own host. */

export interface Layer {
  addTo(map: LeafletMap): this;
  bindTooltip(html: string, options: { sticky: boolean; className: string }): this;
}

export interface FeatureLayer extends Layer {
  getBounds(): unknown;
}

export interface LeafletMap {
  fitBounds(bounds: unknown, options: { padding: [number, number]; maxZoom: number; animate: boolean }): this;
  invalidateSize(options: { animate: boolean }): this;
}

export interface Leaflet {
  map(box: HTMLElement, options: Record<string, unknown>): LeafletMap;
  control: {
    zoom(options: Record<string, string>): Layer;
    scale(options: Record<string, unknown>): Layer;
  };
  geoJSON<F>(
    features: readonly F[],
    options: {
      interactive?: boolean;
      style: Record<string, unknown>;
      pointToLayer?: (feature: F, at: unknown) => Layer;
      onEachFeature?: (feature: F, layer: Layer) => void;
    },
  ): FeatureLayer;
  circleMarker(at: unknown, options: Record<string, unknown>): Layer;
}

/** Leaflet as the page's own script has put it there. */
export function leafletOfPage(): Leaflet {
  return (globalThis as unknown as { L: Leaflet }).L;
}
