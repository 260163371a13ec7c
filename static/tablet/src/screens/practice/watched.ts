/** The exercise's small tasks, ticked by what is really noted on its tablet. */
import type { Tablet } from '../../domain/tablet';

export const TASKS = [
  { id: 'absent', name: 'Notez une porte qui ne s’ouvre pas', where: '2e étage à gauche\u00a0: deux gestes suffisent.' },
  { id: 'undo', name: 'Annulez une note', where: 'Le bouton paraît en bas juste après une note\u00a0; plus tard, «\u00a0Corriger\u00a0» sur la porte.' },
  { id: 'exchange', name: 'Menez un premier échange jusqu’au bout', where: '1er étage à gauche\u00a0: informez, posez les questions, terminez.' },
  { id: 'resource', name: 'Cherchez une ressource pour un besoin', where: 'Pour la dame du 1er\u00a0: les papiers sur ordinateur, ou du lien.' },
  { id: 'promise', name: 'Promettez de revenir à un moment précis', where: 'Rez-de-chaussée à droite\u00a0: «\u00a0demain en fin d’après-midi\u00a0».' },
  { id: 'second', name: 'Faites un deuxième passage', where: '3e étage à gauche\u00a0: une collègue n’y avait trouvé personne.' },
] as const;

export type TaskId = (typeof TASKS)[number]['id'];

/** The same tablet; what it has written ticks tasks. */
export function watched(tablet: Tablet, tick: (task: TaskId) => void): Tablet {
  const watching: Partial<Tablet> = {
    noteVisit: async (note) => {
      const knocked = await wasKnockedAt(tablet, note);
      const entry = await tablet.noteVisit(note);
      if (note.outcome === 'absent') tick('absent');
      if (note.outcome === 'come_back' && note.slot) tick('promise');
      if (note.outcome === 'exchange' && !note.draft) tick('exchange');
      if (knocked && !note.replaces) tick('second');
      return entry;
    },
    openCase: async (note) => {
      const opened = await tablet.openCase(note);
      if (note.matter === 'call_back') tick('promise');
      return opened;
    },
    withdraw: async (note) => {
      await tablet.withdraw(note);
      tick('undo');
    },
    finishDraft: async (...finished) => {
      const entry = await tablet.finishDraft(...finished);
      tick('exchange');
      return entry;
    },
  };
  return Object.assign(Object.create(tablet) as Tablet, watching);
}

async function wasKnockedAt(tablet: Tablet, note: { round: string; entrance: string; door: string }): Promise<boolean> {
  const { floors } = await tablet.facade(note.round, note.entrance);
  const door = floors.flatMap(({ doors }) => doors).find(({ id }) => id === note.door);
  return (door?.history.length ?? 0) > 0;
}
