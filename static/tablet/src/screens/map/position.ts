/** One's own place, while the map is open and a person wants it. It is neither kept nor sent. */
import { createSignal, onCleanup, untrack, type Accessor } from 'solid-js';

export interface Position {
  lat: number;
  lon: number;
  /** Metres. */
  accuracy: number;
}

export type Following = { state: 'off' } | { state: 'asking' } | { state: 'here'; at: Position } | { state: 'refused'; sentence: string };

const REFUSED = 'Palier n’a pas le droit de savoir où se trouve la tablette. La carte marche sans cela ; pour l’autoriser : réglages du navigateur, « Position ».';
const UNKNOWN = 'La tablette ne sait pas où elle se trouve (dans une cage d’escalier, c’est courant). La carte marche sans cela.';

export function createPosition(): { following: Accessor<Following>; toggle: () => void } {
  const [following, setFollowing] = createSignal<Following>({ state: 'off' });
  let watch: number | null = null;

  function stop(): void {
    if (watch !== null) navigator.geolocation.clearWatch(watch);
    watch = null;
  }
  function toggle(): void {
    if (watch !== null) {
      stop();
      setFollowing({ state: 'off' });
      return;
    }
    setFollowing({ state: 'asking' });
    watch = navigator.geolocation.watchPosition(
      ({ coords: { latitude, longitude, accuracy } }) => setFollowing({ state: 'here', at: { lat: latitude, lon: longitude, accuracy } }),
      (error) => {
        if (untrack(following).state === 'here' && error.code !== GeolocationPositionError.PERMISSION_DENIED) return;
        stop();
        setFollowing({ state: 'refused', sentence: error.code === GeolocationPositionError.PERMISSION_DENIED ? REFUSED : UNKNOWN });
      },
      { enableHighAccuracy: true, timeout: 20_000, maximumAge: 10_000 },
    );
  }
  onCleanup(stop);
  return { following, toggle };
}
