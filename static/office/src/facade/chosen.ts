/** The panel of what is chosen on the drawing: a door, or a floor. */
import type { Side } from '../../../tablet/src/domain/entries';
import { SIDES } from '../../../tablet/src/domain/doors';
import { capital, doorName, floorName } from '../../../tablet/src/domain/door-words';
import { readLabel } from '../../../tablet/src/domain/patterns';
import { all, need, say, show } from '../dom';
import type { Chosen } from './draw';
import { canDrop, canShift, dropFloor, emptyFloor, insertFloor, remove, rename, taken, type Facade } from './model';
import { SENTENCES, nameOf } from './words';

/** `then`: what is chosen afterwards. */
export type Apply = (facade: Facade, words: string, then: Chosen) => void;

export class ChosenPanel {
  private readonly doorCard: HTMLElement;
  private readonly floorCard: HTMLElement;
  private readonly form: HTMLFormElement;
  private chosen: Chosen = null;

  constructor(root: HTMLElement, private readonly now: () => Facade, private readonly apply: Apply, leave: () => void) {
    this.doorCard = need(root, '[data-chosen]', HTMLElement);
    this.floorCard = need(root, '[data-floor]', HTMLElement);
    this.form = need(this.doorCard, '[data-door-form]', HTMLFormElement);
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.rename();
    });
    need(this.form, '[data-remove]', HTMLButtonElement).addEventListener('click', () => { this.remove(); });
    for (const button of all(this.floorCard, '[data-floor-act]', HTMLButtonElement)) {
      button.addEventListener('click', () => { this.actOnFloor(button.dataset.floorAct ?? ''); });
    }
    for (const card of [this.doorCard, this.floorCard]) {
      card.addEventListener('keydown', (event) => {
        if (event.key === 'Escape') leave();
      });
    }
  }

  show(chosen: Chosen): void {
    this.chosen = chosen;
    const door = this.door();
    show(this.doorCard, door !== undefined);
    show(this.floorCard, chosen?.kind === 'floor');
    if (door) this.showDoor();
    if (chosen?.kind === 'floor') this.showFloor(chosen.floor);
  }

  focus(): void {
    if (this.door()) this.plate().focus();
    else if (this.chosen !== null) need(this.floorCard, '[data-floor-name]', HTMLElement).focus();
  }

  remove(): void {
    const door = this.door();
    if (!door || door.known?.visited) return;
    this.apply(remove(this.now(), new Set([door.id])), `${capital(nameOf(door))} retirée du dessin.`, null);
  }

  private door() {
    const { chosen } = this;
    return chosen?.kind === 'door' ? this.now().doors.find(({ id }) => id === chosen.id) : undefined;
  }

  private plate(): HTMLInputElement {
    return need(this.form, '[name=plate]', HTMLInputElement);
  }

  private showDoor(): void {
    const door = this.door();
    if (!door) return;
    need(this.doorCard, '[data-chosen-name]', HTMLElement).textContent = `${capital(doorName(door))}, ${floorName(door.floor)}`;
    this.plate().value = `${door.number ?? ''}${door.number !== null && door.letter !== null ? ' ' : ''}${door.letter ?? ''}`;
    for (const radio of all(this.form, '[name=side]', HTMLInputElement)) radio.checked = radio.value === (door.side ?? '');
    this.wrong('');
    const stays = door.known?.visited === true;
    say(need(this.form, '[data-door-why]', HTMLElement), stays ? SENTENCES.stays : '');
    show(need(this.form, '[data-remove]', HTMLButtonElement), !stays);
  }

  private rename(): void {
    const door = this.door();
    if (!door) return;
    const said = new FormData(this.form).get('side');
    const side: Side | null = SIDES.find((one) => one === said) ?? null;
    const label = readLabel(this.plate().value, side);
    if (label === null) this.wrong(SENTENCES.badLabel);
    else if (taken(this.now(), door.floor, label, door.id)) this.wrong(SENTENCES.labelTaken);
    else this.apply(rename(this.now(), door.id, label), `${capital(nameOf({ ...door, ...label }))}\u00a0: c’est noté sur le dessin.`, this.chosen);
  }

  private wrong(sentence: string): void {
    need(this.form, '[data-door-wrong]', HTMLElement).textContent = sentence;
    if (sentence) this.plate().setAttribute('aria-invalid', 'true');
    else this.plate().removeAttribute('aria-invalid');
    if (sentence) this.plate().focus();
  }

  private showFloor(floor: number): void {
    const facade = this.now();
    need(this.floorCard, '[data-floor-name]', HTMLElement).textContent = capital(floorName(floor));
    const removable = facade.doors.some((door) => door.floor === floor && !door.known?.visited);
    const act = (name: string): HTMLButtonElement => need(this.floorCard, `[data-floor-act=${name}]`, HTMLButtonElement);
    act('insert').textContent = floor < 0 ? 'Insérer un niveau dessus' : 'Insérer un niveau dessous';
    act('insert').disabled = !canShift(facade, floor);
    act('empty').disabled = !removable;
    act('drop').disabled = !canDrop(facade, floor);
    show(act('drop'), floor !== 0);
    say(need(this.floorCard, '[data-floor-why]', HTMLElement), canShift(facade, floor) ? '' : SENTENCES.cannotShift);
  }

  private actOnFloor(act: string): void {
    if (this.chosen?.kind !== 'floor') return;
    const { floor } = this.chosen;
    const facade = this.now();
    const name = capital(floorName(floor));
    if (act === 'insert') this.apply(insertFloor(facade, floor), `Un niveau vide est inséré\u00a0: ${floorName(floor)}.`, this.chosen);
    if (act === 'empty') this.apply(emptyFloor(facade, floor), `${name}\u00a0: portes retirées du dessin, sauf celles qui ont été visitées.`, this.chosen);
    if (act === 'drop') this.apply(dropFloor(facade, floor), `${name}\u00a0: niveau retiré du dessin.`, null);
  }
}
