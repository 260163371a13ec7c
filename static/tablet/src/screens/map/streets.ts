/**
 * The streets under our marks: vector tiles drawn on canvas in our own colours, from the tablet's own store.
 * The rules read what both the present tileset of Protomaps and its earlier ones call things.
 */
import L from 'leaflet';
import { PMTiles, type RangeResponse, type Source } from 'pmtiles';
import {
  CenteredTextSymbolizer, LineLabelSymbolizer, LineSymbolizer, PolygonSymbolizer, exp, leafletLayer, type Feature, type LabelRule, type PaintRule,
} from 'protomaps-leaflet';

import type { Basemap } from '../../domain/tablet';

interface Colours {
  land: string;
  green: string;
  water: string;
  building: string;
  edge: string;
  road: string;
  path: string;
  casing: string;
  ink: string;
  halo: string;
}

const DAY: Colours = {
  land: '#f3efe6', green: '#dfe8d2', water: '#bfd7e4', building: '#e3dccd', edge: '#cfc6b4', road: '#fffdf9', path: '#e8dfce', casing: '#d3c9b6', ink: '#4d5653', halo: '#f6f3ec',
};
const NIGHT: Colours = {
  land: '#161e21', green: '#1b2a25', water: '#16303d', building: '#232d30', edge: '#2f3a3e', road: '#354145', path: '#2a3437', casing: '#101719', ink: '#b4bdbb', halo: '#12191b',
};

const FONT = "'Atkinson Hyperlegible Next Variable', system-ui, sans-serif";
const GREEN = new Set(['park', 'forest', 'wood', 'grass', 'garden', 'cemetery', 'pitch', 'recreation_ground', 'playground', 'meadow', 'nature_reserve', 'golf_course']);

/** The layer, ready to be added, and whom the map is owed to. */
export async function streets(basemap: Basemap, dark: boolean): Promise<{ layer: L.Layer; attribution: string }> {
  // The library takes Leaflet from where a page's script would have put it.
  (globalThis as unknown as { L: typeof L }).L = L;
  const tiles = new PMTiles(new StoredSource(basemap));
  const [{ maxZoom }, metadata] = await Promise.all([tiles.getHeader(), tiles.getMetadata()]);
  const colours = dark ? NIGHT : DAY;
  const layer = leafletLayer({
    url: tiles, maxDataZoom: maxZoom, backgroundColor: colours.land, paintRules: painted(colours), labelRules: labelled(colours),
  }) as unknown as L.Layer;
  return { layer, attribution: plain((metadata as { attribution?: unknown }).attribution) };
}

class StoredSource implements Source {
  constructor(private readonly basemap: Basemap) {}

  getKey(): string {
    return this.basemap.hash;
  }

  async getBytes(offset: number, length: number): Promise<RangeResponse> {
    return { data: (await this.basemap.read(offset, length)).buffer };
  }
}

/** Attributions are often HTML: what matters is whom they name. */
function plain(attribution: unknown): string {
  const words = typeof attribution === 'string' ? attribution.replaceAll(/<[^>]*>/gu, ' ').replaceAll(/\s+/gu, ' ').trim() : '';
  return words === '' ? '© OpenStreetMap' : words;
}

function kindOf({ props }: Feature): string {
  const found = [props.kind, props['pmap:kind'], props.landuse, props.leisure, props.natural].find((kind) => typeof kind === 'string');
  return found ?? '';
}

function painted(colours: Colours): PaintRule[] {
  const fill = (dataLayer: string, colour: string, filter?: PaintRule['filter']): PaintRule => ({
    dataLayer, symbolizer: new PolygonSymbolizer({ fill: colour }), ...(filter && { filter }),
  });
  const line = (color: string, widths: [number, number][], kinds: readonly string[], minzoom = 0): PaintRule => ({
    dataLayer: 'roads', minzoom, filter: (_zoom, feature) => kinds.includes(kindOf(feature)),
    symbolizer: new LineSymbolizer({ color, width: exp(1.6, widths), lineCap: 'round', lineJoin: 'round' }),
  });
  const green: PaintRule['filter'] = (_zoom, feature) => GREEN.has(kindOf(feature));
  const large = ['highway', 'major_road', 'medium_road'];
  const small = ['minor_road', 'other', ''];
  return [
    fill('earth', colours.land),
    ...['landuse', 'landcover', 'natural', 'land'].map((layer) => fill(layer, colours.green, green)),
    fill('water', colours.water),
    { dataLayer: 'physical_line', symbolizer: new LineSymbolizer({ color: colours.water, width: exp(1.6, [[12, 1], [18, 6]]) }) },
    line(colours.path, [[14, 0.8], [18, 5]], ['path'], 14),
    line(colours.casing, [[13, 1], [18, 16]], small, 13),
    line(colours.casing, [[11, 1.5], [18, 26]], large),
    line(colours.road, [[13, 0.6], [18, 13]], small, 13),
    line(colours.road, [[11, 1], [18, 22]], large),
    {
      dataLayer: 'buildings', minzoom: 14,
      symbolizer: new PolygonSymbolizer({ fill: colours.building, stroke: colours.edge, width: 1 }),
    },
  ];
}

function labelled(colours: Colours): LabelRule[] {
  const words = { labelProps: ['name:fr', 'name'], fontFamily: FONT, fill: colours.ink, stroke: colours.halo, width: 3 };
  return [
    { dataLayer: 'places', maxzoom: 15, symbolizer: new CenteredTextSymbolizer({ ...words, fontSize: 15, fontWeight: 600 }) },
    { dataLayer: 'roads', minzoom: 15, symbolizer: new LineLabelSymbolizer({ ...words, fontSize: 13, fontWeight: 500 }) },
  ];
}
