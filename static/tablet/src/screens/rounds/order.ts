/** In which order the entrances of a round are shown: as one walks, or from where one stands. */
import { createSignal } from 'solid-js';

import { nearestFirst, type Position } from '../../domain/distance';
import type { EntranceCard } from '../../domain/tablet';

export interface Placed {
  entrance: EntranceCard;
  /** From here, as the crow flies; null in the order of the walk. */
  metres: number | null;
}

// Remembered while the app is open. The position is nowhere else: not on the disk, not on the way to the server.
const [here, setHere] = createSignal<Position | null>(null);
const [looking, setLooking] = createSignal(false);
const [refused, setRefused] = createSignal<string | null>(null);
export { here, looking, refused };

const PATIENCE = { enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 };

export function orderByWalk(): void {
  setHere(null);
  setRefused(null);
}

export function orderFromHere(): void {
  setRefused(null);
  if (!('geolocation' in navigator)) {
    setRefused('Cette tablette ne donne pas sa position. L’ordre de la tournée reste.');
    return;
  }
  setLooking(true);
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      setHere({ lon: coords.longitude, lat: coords.latitude });
      setLooking(false);
    },
    (error) => {
      setLooking(false);
      setRefused(
        error.code === error.PERMISSION_DENIED
          ? 'La tablette n’est pas autorisée à donner sa position. L’ordre de la tournée reste\u00a0; la position s’autorise dans les réglages du navigateur.'
          : 'La tablette n’a pas trouvé sa position (dans un hall, cela arrive). L’ordre de la tournée reste\u00a0: réessayez dehors.',
      );
    },
    PATIENCE,
  );
}

export function placed(entrances: readonly EntranceCard[], from: Position | null): Placed[] {
  if (from === null) return entrances.map((entrance) => ({ entrance, metres: null }));
  return nearestFirst(entrances, from).map(({ place, metres }) => ({ entrance: place, metres }));
}
