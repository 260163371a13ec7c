/** What the editor says, in French. */
import { count, doorName, floorName } from '../../../tablet/src/domain/door-words';
import type { NewDoor } from '../../../tablet/src/domain/patterns';
import { changesOf, type Facade, type News } from './model';

export const SENTENCES = {
  stays: 'Quelqu’un y est passé\u00a0: elle reste sur la façade, quoi qu’il arrive. Son nom peut changer.',
  badLabel: 'Une porte a besoin d’un numéro (1 à 9999), d’une lettre (A à Z) ou d’une place sur le palier.',
  labelTaken: 'Une autre porte de ce niveau s’appelle déjà ainsi.',
  cannotShift: 'Des portes visitées sont à ce niveau ou au-delà\u00a0: elles ne changent pas d’étage, donc ce niveau ne peut être ni inséré ni retiré.',
  badFloors: 'Le premier étage doit être plus bas que le dernier, entre −5 et 60.',
  tooMany: 'On ajoute au plus 200 portes à la fois\u00a0: les dernières n’y sont pas.',
  again: 'Vos modifications sont gardées ci-dessous. Regardez, puis enregistrez de nouveau.',
};

export function nameOf(door: NewDoor): string {
  return `${doorName(door)} (${floorName(door.floor)})`;
}

export function summary(facade: Facade): string {
  const { removed, renamed, added } = changesOf(facade);
  const doors = count(facade.doors.length, 'porte', 'portes');
  const parts = [
    added.length > 0 ? `${added.length} à ajouter` : '',
    removed.length > 0 ? `${removed.length} à retirer` : '',
    renamed.length > 0 ? `${renamed.length} à renommer` : '',
  ].filter(Boolean);
  return parts.length > 0 ? `${doors}\u00a0: ${parts.join(', ')}` : `${doors}, rien à enregistrer`;
}

/** What happened meanwhile, door by door; beyond a dozen of a kind, how many. */
export function newsLines({ added, removed, renamed, visited }: News): string[] {
  const list = (doors: readonly NewDoor[]): string =>
    doors.length > 12 ? count(doors.length, 'porte', 'portes') : doors.map(nameOf).join(', ');
  return [
    added.length > 0 ? `Ajouté entre-temps\u00a0: ${list(added)}.` : '',
    removed.length > 0 ? `Retiré entre-temps\u00a0: ${list(removed)}.` : '',
    renamed.length > 0 ? `Renommé entre-temps\u00a0: ${renamed.length > 12 ? count(renamed.length, 'porte', 'portes') : renamed.map(({ before, after }) => `${nameOf(before)}, maintenant ${doorName(after)}`).join('\u00a0; ')}.` : '',
    visited.length > 0 ? `Un passage a été noté, elles restent\u00a0: ${list(visited)}.` : '',
  ].filter(Boolean);
}
