/** How far things are from each other, as the crow flies. */

export interface Position {
  lon: number;
  lat: number;
}

const EARTH = 6_371_008;
const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** Metres, on a sphere: right to half a percent. */
export function metresBetween(one: Position, other: Position): number {
  const [north, east] = [radians(other.lat - one.lat) / 2, radians(other.lon - one.lon) / 2];
  const half = Math.sin(north) ** 2 + Math.cos(radians(one.lat)) * Math.cos(radians(other.lat)) * Math.sin(east) ** 2;
  return 2 * EARTH * Math.asin(Math.min(1, Math.sqrt(half)));
}

/** By distance, each with its own; what is as far keeps the order it had. */
export function nearestFirst<Place extends Position>(places: readonly Place[], from: Position): { place: Place; metres: number }[] {
  return places.map((place) => ({ place, metres: metresBetween(from, place) })).sort((one, other) => one.metres - other.metres);
}
