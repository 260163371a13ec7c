/** Doors and floors in French, on the tablet and in the office. Non-breaking spaces are written \u00a0. */
import type { DoorLabel, Side } from './entries';

const SIDE_NAME: Record<Side, string> = { left: 'gauche', middle: 'milieu', right: 'droite' };

/** What stands on the plate of a door: « 12 », « 12B », « Gauche », « 12 G ». */
export function plate(label: DoorLabel): string {
  const sign = `${label.number ?? ''}${label.letter ?? ''}`;
  if (!label.side) return sign;
  const side = SIDE_NAME[label.side];
  return sign ? `${sign}\u00a0${side.charAt(0).toUpperCase()}` : capital(side);
}

/** A door in a sentence: « porte 12 », « porte de gauche », « porte 12 à droite ». */
export function doorName(label: DoorLabel): string {
  const sign = `${label.number ?? ''}${label.letter ?? ''}`;
  if (!label.side) return `porte ${sign}`;
  if (!sign) return label.side === 'middle' ? 'porte du milieu' : `porte de ${SIDE_NAME[label.side]}`;
  return `porte ${sign} ${label.side === 'middle' ? 'au' : 'à'} ${SIDE_NAME[label.side]}`;
}

/** As the gutter writes it: RDC, 1er, 2e, SS1. */
export function floorMark(floor: number): string {
  if (floor === 0) return 'RDC';
  if (floor < 0) return `SS${-floor}`;
  return floor === 1 ? '1er' : `${floor}e`;
}

export function floorName(floor: number): string {
  if (floor === 0) return 'rez-de-chaussée';
  if (floor < 0) return floor === -1 ? 'sous-sol' : `${-floor}e sous-sol`;
  return `${floorMark(floor)} étage`;
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function count(number: number, one: string, many: string): string {
  return `${number}\u00a0${number < 2 ? one : many}`;
}
