/** The panel that copies the doors of an entrance nearby. */
import type { DoorLabel } from '../../../tablet/src/domain/entries';
import { count } from '../../../tablet/src/domain/door-words';
import { alongLanding } from '../../../tablet/src/domain/doors';
import { missing, type NewDoor } from '../../../tablet/src/domain/patterns';
import { make, need, show } from '../dom';
import { getJson, Refused } from '../server';
import { smallPicture } from './draw';
import { add, type Facade } from './model';

interface Neighbour {
  id: string;
  label: string;
  address: string;
  same: boolean;
  doors: (DoorLabel & { floor: number })[];
}

export class CopyPanel {
  private neighbours: Neighbour[] = [];
  private readonly panel: HTMLElement;
  private readonly choice: HTMLSelectElement;

  constructor(root: HTMLElement, private readonly now: () => Facade, apply: (facade: Facade, words: string) => void) {
    this.panel = need(root, '[data-copy]', HTMLElement);
    this.choice = need(this.panel, '[data-neighbour]', HTMLSelectElement);
    this.choice.addEventListener('change', () => { this.foresee(); });
    need(this.panel, '[data-copy-now]', HTMLButtonElement).addEventListener('click', () => {
      const doors = this.chosen()?.doors ?? [];
      const fresh = missing(doors, [...this.now().doors]).length;
      apply(add(this.now(), doors), count(fresh, 'porte copiée sur le dessin.', 'portes copiées sur le dessin.'));
    });
    void this.load(root.dataset.neighbours ?? '');
  }

  private async load(address: string): Promise<void> {
    try {
      this.neighbours = (await getJson(address)) as Neighbour[];
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return;
    }
    if (this.neighbours.length === 0) return;
    const groups = [['Même bâtiment', true], ['Autour', false]] as const;
    for (const [name, same] of groups) {
      const members = this.neighbours.filter((one) => one.same === same);
      if (members.length === 0) continue;
      const group = make('optgroup', '', { label: name });
      group.append(...members.map((one) => make('option', `${one.label}, ${one.address} (${count(one.doors.length, 'porte', 'portes')})`, { value: one.id })));
      this.choice.append(group);
    }
    show(this.panel);
    this.foresee();
  }

  private chosen(): Neighbour | undefined {
    return this.neighbours.find(({ id }) => id === this.choice.value);
  }

  /** Draws what is chosen, lit where it would be new here. */
  foresee(): void {
    const doors = this.chosen()?.doors ?? [];
    const fresh = missing(doors, [...this.now().doors]);
    const floors = [...new Set(doors.map(({ floor }) => floor))].sort((one, other) => other - one);
    const rows = floors.map((floor) => ({ doors: landing(doors, floor).map((door) => ({ fresh: fresh.includes(door) })) }));
    const there = doors.length - fresh.length;
    const words = `${count(doors.length, 'porte', 'portes')} sur ${count(floors.length, 'niveau', 'niveaux')}${there > 0 ? `, dont ${there} déjà là` : ''}.`;
    need(this.panel, '[data-copy-preview]', HTMLElement).replaceChildren(...(doors.length > 0 ? [smallPicture(rows, `Aperçu\u00a0: ${words}`)] : []));
    need(this.panel, '[data-copy-words]', HTMLElement).textContent = words;
    const button = need(this.panel, '[data-copy-now]', HTMLButtonElement);
    button.disabled = fresh.length === 0;
    button.textContent = fresh.length === 0 ? 'Ces portes sont déjà là' : `Copier ${count(fresh.length, 'porte', 'portes')}`;
  }
}

function landing(doors: readonly NewDoor[], floor: number): NewDoor[] {
  return doors.filter((door) => door.floor === floor).sort((one, other) => alongLanding({ ...one, id: '' }, { ...other, id: '' }));
}
