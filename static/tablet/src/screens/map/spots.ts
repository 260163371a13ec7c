/** The structures of the directory that have a place, for the map. */
import { isListOf, isShape, isText } from '../../domain/reading';
import type { Tablet } from '../../domain/tablet';
import type { Spot } from './marks';

export async function spotsOf(tablet: Tablet): Promise<Spot[]> {
  const file = await tablet.file('directory');
  const content: unknown = file && JSON.parse(new TextDecoder().decode(file.bytes));
  if (!isShape(content) || !Array.isArray(content.structures)) return [];
  return content.structures.flatMap((structure: unknown) => spotOf(structure) ?? []);
}

function spotOf(structure: unknown): Spot | null {
  if (!isShape(structure) || !isText(structure.id) || !isText(structure.name) || !isListOf(structure.at, isNumber)) return null;
  const [lon, lat] = structure.at;
  return lon === undefined || lat === undefined ? null : { id: structure.id, name: structure.name, lat, lon };
}

function isNumber(value: unknown): value is number {
  return Number.isFinite(value);
}
