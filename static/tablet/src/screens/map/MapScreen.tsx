/** The round from above: its entrances in the order of the walk and how far each is, what exists around, and where one stands. */
import 'leaflet/dist/leaflet.css';

import L from 'leaflet';
import { createEffect, createMemo, createSignal, on, onCleanup, onMount, Show } from 'solid-js';

import { parisDay } from '../../domain/moments';
import type { EntranceCard, RoundCard } from '../../domain/tablet';
import { Icon } from '../icons';
import { createLoaded, useLive } from '../live';
import type { PageProps } from '../pages';
import { back, go } from '../place';
import { EntranceRow } from '../rounds/EntranceRow';
import { entranceMark, outlineLayer, resourceMark, selfMark, type Outlines, type Spot } from './marks';
import { createNight } from './night';
import { createPosition } from './position';
import { spotsOf } from './spots';
import './map.css';

const PADDING: [number, number] = [56, 56];
const CLOSEST = 17;
const FURTHEST = 11;
const NAMES_FROM = 14;

export function MapScreen(props: PageProps) {
  const { tablet, now } = useLive();
  let frame!: HTMLDivElement;
  const rounds = createLoaded(async () => ({ id: 'rounds', rounds: await tablet.rounds() }));
  const round = createMemo(() => roundToShow(rounds.value?.rounds ?? [], props.round, parisDay(now().getTime())));
  const [map, setMap] = createSignal<L.Map | null>(null);
  const [chosen, setChosen] = createSignal<string | null>(null);
  const [spot, setSpot] = createSignal<Spot | null>(null);
  const [withResources, setWithResources] = createSignal(false);
  const [resources, setResources] = createSignal<Spot[]>([]);
  const [owed, setOwed] = createSignal('');
  const [bare, setBare] = createSignal(false);
  const [far, setFar] = createSignal(false);
  const dark = createNight();
  const { following, toggle } = createPosition();
  const entrance = () => round()?.entrances.find(({ id }) => id === chosen()) ?? null;
  const trouble = () => {
    const found = following();
    return found.state === 'refused' ? found.sentence : null;
  };

  onMount(() => {
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const made = L.map(frame, {
      attributionControl: false, zoomControl: false, zoomSnap: 0.5, minZoom: FURTHEST, maxZoom: 19, zoomAnimation: !still, fadeAnimation: !still, markerZoomAnimation: !still, inertia: !still,
    });
    L.control.zoom({ position: 'bottomright', zoomInTitle: 'Plus près', zoomOutTitle: 'Plus loin' }).addTo(made);
    L.control.scale({ imperial: false, position: 'bottomleft' }).addTo(made);
    made.on('zoomend', () => setFar(made.getZoom() < NAMES_FROM));
    made.on('click', () => { setChosen(null); setSpot(null); });
    setMap(made);
    onCleanup(() => { made.remove(); });
  });
  onMount(() => void spotsOf(tablet).then(setResources).catch(() => null));

  drawGround();
  drawEntrances();
  drawResources();
  drawSelf();

  /** Streets where there are some, else the outlines of neighbourhoods alone. Drawn again when day turns to night. */
  function drawGround(): void {
    createEffect(on([map, dark], ([made, isDark]) => {
      if (!made) return;
      const ground = L.layerGroup().addTo(made);
      onCleanup(() => ground.remove());
      void (async () => {
        const [basemap, outlines] = await Promise.all([tablet.basemap(), tablet.file('outlines')]);
        if (outlines) outlineLayer(JSON.parse(new TextDecoder().decode(outlines.bytes)) as Outlines).addTo(ground);
        setBare(basemap === null);
        if (basemap === null) return;
        const { streets } = await import('./streets');
        const { layer, attribution } = await streets(basemap, isDark);
        layer.addTo(ground);
        setOwed(attribution);
      })().catch(() => { setBare(true); });
    }));
  }

  function drawEntrances(): void {
    let fitted: string | null = null;
    createEffect(on([map, round], ([made, its]) => {
      if (!made || !its) return;
      const marks = L.layerGroup(its.entrances.map((one, index) => entranceMark(one, index + 1, () => { setSpot(null); setChosen(one.id); }))).addTo(made);
      onCleanup(() => marks.remove());
      if (fitted === its.id || its.entrances.length === 0) return;
      fitted = its.id;
      made.fitBounds(L.latLngBounds(its.entrances.map(({ lat, lon }) => [lat, lon])), { padding: PADDING, maxZoom: CLOSEST, animate: false });
    }));
  }

  function drawResources(): void {
    createEffect(on([map, withResources, resources], ([made, shown, spots]) => {
      if (!made || !shown) return;
      const marks = L.layerGroup().addTo(made);
      const draw = () => {
        marks.clearLayers();
        for (const one of nearest(spots, made)) resourceMark(one, () => { setChosen(null); setSpot(one); }).addTo(marks);
      };
      draw();
      made.on('moveend', draw);
      onCleanup(() => {
        made.off('moveend', draw);
        marks.remove();
      });
    }));
  }

  function drawSelf(): void {
    let seen = false;
    createEffect(on([map, following], ([made, found]) => {
      if (!made) return;
      if (found.state !== 'here') {
        seen = false;
        return;
      }
      const { lat, lon, accuracy } = found.at;
      const mark = selfMark([lat, lon], accuracy).addTo(made);
      onCleanup(() => mark.remove());
      if (!seen) made.setView([lat, lon], Math.max(made.getZoom(), 16), { animate: false });
      seen = true;
    }));
  }

  return (
    <>
      <header class="top">
        <button type="button" class="icon-button" aria-label="Ma tournée" onClick={back}>
          <Icon name="back" />
        </button>
        <div class="top-names">
          <h1>Carte</h1>
          <p class="soft">{round()?.name}</p>
        </div>
        <button type="button" class="icon-button framed" aria-pressed={withResources()} aria-label="Montrer les structures de l’annuaire" disabled={resources().length === 0} onClick={() => setWithResources(!withResources())}>
          <Icon name="resource" />
        </button>
        <button type="button" class="icon-button framed" aria-pressed={following().state === 'here'} aria-busy={following().state === 'asking'} aria-label="Où suis-je ?" onClick={toggle}>
          <Icon name="locate" />
        </button>
      </header>
      <main class="map-page">
        <div class="map-frame" classList={{ bare: bare(), far: far() }} ref={frame} role="application" aria-label="Carte de la tournée : les mêmes entrées que dans la liste « Ma tournée »" />
        <p class="map-owed">{owed()}</p>
        <div class="map-front" aria-live="polite">
          <Show when={trouble()}>{(sentence) => <p class="notice warning" role="alert">{sentence()}</p>}</Show>
          <Show when={entrance()}>{(one) => <Chosen entrance={one()} onOpen={() => { open(round(), one()); }} />}</Show>
          <Show when={spot()}>
            {(one) => (
              <div class="map-spot">
                <Icon name="resource" />
                <span>{one().name}</span>
              </div>
            )}
          </Show>
        </div>
      </main>
    </>
  );
}

function Chosen(props: { entrance: EntranceCard; onOpen: () => void }) {
  return (
    <ul class="entrances map-chosen">
      <EntranceRow entrance={props.entrance} onOpen={props.onOpen} />
    </ul>
  );
}

function open(round: RoundCard | null, entrance: EntranceCard): void {
  if (round) go({ at: 'facade', round: round.id, entrance: entrance.id });
}

function roundToShow(rounds: RoundCard[], asked: string | undefined, today: string): RoundCard | null {
  return rounds.find(({ id }) => id === asked) ?? rounds.find(({ startsOn, endsOn }) => startsOn <= today && today <= endsOn) ?? rounds[0] ?? null;
}

const MOST_SPOTS = 150;

/** Those on screen; where there are too many, those nearest its middle. */
function nearest(spots: readonly Spot[], map: L.Map): Spot[] {
  const bounds = map.getBounds();
  const centre = map.getCenter();
  const far = ({ lat, lon }: Spot) => (lat - centre.lat) ** 2 + ((lon - centre.lng) * Math.cos((centre.lat * Math.PI) / 180)) ** 2;
  return spots.filter(({ lat, lon }) => bounds.contains([lat, lon])).sort((one, other) => far(one) - far(other)).slice(0, MOST_SPOTS);
}

