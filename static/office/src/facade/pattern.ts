/** The panel that fills a façade from a pattern. Without script it is a form of its own. */
import { isFloor } from '../../../tablet/src/domain/doors';
import { count } from '../../../tablet/src/domain/door-words';
import { NUMBERINGS, beginsAt, fill, missing, mostPerFloor, type NewDoor, type Numbering, type Pattern } from '../../../tablet/src/domain/patterns';
import { need, show } from '../dom';
import { add, remove, type Facade } from './model';
import { SENTENCES } from './words';

export class PatternPanel {
  private readonly form: HTMLFormElement;

  constructor(root: HTMLElement, private readonly now: () => Facade, apply: (facade: Facade, words: string) => void) {
    this.form = need(root, '[data-pattern]', HTMLFormElement);
    show(need(this.form, '[data-replace]', HTMLElement));
    this.form.noValidate = true;
    this.form.addEventListener('input', () => { this.foresee(); });
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      const doors = this.doors();
      if (doors === null) return;
      const before = this.now();
      const after = add(this.cleared(before), doors);
      apply(after, count(missing(doors, [...this.cleared(before).doors]).length, 'porte ajoutée au dessin.', 'portes ajoutées au dessin.'));
    });
    this.foresee();
  }

  /** Says what the pattern would add, and lets nothing be added that is nothing. */
  foresee(): void {
    const pattern = this.pattern();
    const doors = this.doors();
    show(need(this.form, '[data-first]', HTMLElement), beginsAt(pattern.numbering));
    const fresh = doors === null ? [] : missing(doors, [...this.cleared(this.now()).doors]);
    const words = need(this.form, '[data-foreseen]', HTMLElement);
    const there = (doors?.length ?? 0) - fresh.length;
    if (doors === null) words.textContent = SENTENCES.badFloors;
    else words.textContent = there > 0 ? `${count(doors.length, 'porte', 'portes')}, dont ${there} déjà là.` : '';
    if (doors?.length === 200) words.textContent += ` ${SENTENCES.tooMany}`;
    const button = need(this.form, '[data-fill]', HTMLButtonElement);
    button.disabled = fresh.length === 0;
    button.textContent = fresh.length === 0 ? 'Ces portes sont déjà là' : `Ajouter ${count(fresh.length, 'porte', 'portes')}`;
  }

  private cleared(facade: Facade): Facade {
    const replace = need(this.form, 'input[name=replace]', HTMLInputElement).checked;
    return replace ? remove(facade, new Set(facade.doors.map(({ id }) => id))) : facade;
  }

  private doors(): NewDoor[] | null {
    const pattern = this.pattern();
    if (!isFloor(pattern.from) || !isFloor(pattern.to) || pattern.from > pattern.to || !(pattern.perFloor >= 1)) return null;
    return fill(pattern);
  }

  private pattern(): Pattern {
    const data = new FormData(this.form);
    const number = (name: string): number => {
      const text = data.get(name);
      return typeof text === 'string' && text !== '' ? Number(text) : Number.NaN;
    };
    const numbering = NUMBERINGS.find((one) => one === data.get('numbering')) ?? ('landing' satisfies Numbering);
    const perFloor = Math.min(number('perFloor'), mostPerFloor(numbering));
    const first = number('first');
    return { numbering, perFloor, from: number('from'), to: number('to'), first: first >= 1 ? first : 1 };
  }
}
