/** The façade editor: what is drawn is what will stand. Nothing is saved before the person says so, and nothing drawn is ever lost. */
import { labelOf } from '../../tablet/src/domain/doors';
import { capital, floorName } from '../../tablet/src/domain/door-words';
import { all, make, need, say, show } from './dom';
import { ChosenPanel } from './facade/chosen';
import { CopyPanel } from './facade/copying';
import { draw, keyOf, neighbour, type Chosen } from './facade/draw';
import { History } from './facade/history';
import { add, begin, changesOf, expected, isChanged, newsBetween, rebase, remove, showFloor, type Facade, type Served } from './facade/model';
import { PatternPanel } from './facade/pattern';
import { SENTENCES, nameOf, newsLines, summary } from './facade/words';
import { getJson, postJson, Refused } from './server';

export function start(root: HTMLElement): void {
  new Editor(root).start();
}

class Editor {
  private readonly history: History<Facade>;
  private chosen: Chosen = null;
  private active = '';
  private saving = false;
  private readonly scene: HTMLElement;
  private readonly panel: ChosenPanel;
  private readonly pattern: PatternPanel;
  private readonly copying: CopyPanel;

  constructor(private readonly root: HTMLElement) {
    this.history = new History(begin(JSON.parse(root.dataset.state ?? '') as Served));
    this.scene = need(root, '[data-scene]', HTMLElement);
    const now = (): Facade => this.history.now;
    const apply = (facade: Facade, words: string): void => { this.apply(facade, words, this.chosen); };
    this.panel = new ChosenPanel(root, now, (facade, words, then) => { this.afterPanel(facade, words, then); }, () => { this.focusDrawing(); });
    this.pattern = new PatternPanel(root, now, apply);
    this.copying = new CopyPanel(root, now, apply);
  }

  start(): void {
    for (const part of all(this.root, '[data-bar], [data-keys]', HTMLElement)) show(part);
    const press = (name: string, act: () => void): void => { this.button(name).addEventListener('click', act); };
    press('undo', () => { this.undo(); });
    press('redo', () => { this.redo(); });
    press('save', () => { void this.save(); });
    this.scene.addEventListener('keydown', (event) => { this.onDrawingKey(event); });
    this.scene.addEventListener('focusin', (event) => {
      if (event.target instanceof HTMLElement && event.target.dataset.key) this.active = event.target.dataset.key;
    });
    window.addEventListener('keydown', (event) => { this.onKey(event); });
    window.addEventListener('beforeunload', (event) => {
      if (isChanged(this.history.now)) event.preventDefault();
    });
    this.draw();
  }

  private button(name: string): HTMLButtonElement {
    return need(this.root, `[data-${name}]`, HTMLButtonElement);
  }

  private apply(facade: Facade, words: string, then: Chosen): void {
    if (!this.history.go(facade)) return;
    this.chosen = then;
    this.tell(words);
    this.draw();
  }

  /** What the panel was about may be gone: the keyboard then goes on in the drawing. */
  private afterPanel(facade: Facade, words: string, then: Chosen): void {
    this.apply(facade, words, then);
    if (then === null) this.focusDrawing();
  }

  private tell(words: string): void {
    say(need(this.root, '[data-status]', HTMLElement), words);
    show(need(this.root, '[data-trouble]', HTMLElement), false);
  }

  private draw(): void {
    const facade = this.history.now;
    const held = this.scene.contains(document.activeElement);
    const scroll = this.scene.querySelector('.house-scroll')?.scrollLeft ?? 0;
    const frame = make('div', '', { class: 'house-scroll' });
    frame.append(
      draw(facade, this.root.dataset.name ?? '', this.chosen, this.active, {
        choose: (chosen) => { this.choose(chosen); },
        addDoor: (floor) => { this.addDoor(floor); },
        addFloor: (floor) => { this.addFloor(floor); },
      }),
    );
    this.scene.replaceChildren(frame);
    frame.scrollLeft = scroll;
    if (held) this.focusDrawing();
    this.panel.show(this.chosen);
    this.pattern.foresee();
    this.copying.foresee();
    need(this.root, '[data-sum]', HTMLElement).textContent = summary(facade);
    this.button('undo').disabled = !this.history.canUndo;
    this.button('redo').disabled = !this.history.canRedo;
    this.button('save').disabled = this.saving || !isChanged(facade);
  }

  private focusDrawing(): void {
    this.scene.querySelector<HTMLElement>('[data-key][tabindex="0"]')?.focus();
  }

  private choose(chosen: Chosen): void {
    this.chosen = chosen;
    if (chosen) this.active = keyOf(chosen);
    this.draw();
    this.panel.focus();
  }

  private addDoor(floor: number): void {
    const door = { floor, ...expected(this.history.now, floor) };
    this.apply(add(this.history.now, [door]), `${capital(nameOf(door))} ajoutée au dessin.`, this.chosen);
  }

  private addFloor(floor: number): void {
    this.active = `add:${floor}`;
    this.apply(showFloor(this.history.now, floor), `${capital(floorName(floor))}\u00a0: ajoutez-lui ses portes.`, this.chosen);
  }

  private undo(): void {
    this.history.undo();
    this.afterStep('Annulé.');
  }

  private redo(): void {
    this.history.redo();
    this.afterStep('Rétabli.');
  }

  private afterStep(words: string): void {
    const { chosen } = this;
    if (chosen?.kind === 'door' && !this.history.now.doors.some(({ id }) => id === chosen.id)) this.chosen = null;
    this.tell(words);
    this.draw();
  }

  private onDrawingKey(event: KeyboardEvent): void {
    const { target } = event;
    if (!(target instanceof HTMLElement) || !target.dataset.key) return;
    const next = neighbour(this.scene, target, event.key);
    if (next) {
      event.preventDefault();
      target.tabIndex = -1;
      next.tabIndex = 0;
      next.focus();
    } else if (event.key === 'Delete' && target.dataset.key.startsWith('door:')) {
      event.preventDefault();
      this.removeAt(target.dataset.key.slice('door:'.length), neighbour(this.scene, target, 'ArrowRight')?.dataset.key ?? '');
    }
  }

  private removeAt(id: string, next: string): void {
    const facade = this.history.now;
    const door = facade.doors.find((one) => one.id === id);
    if (!door) return;
    if (door.known?.visited) {
      this.tell(`${capital(nameOf(door))}. ${SENTENCES.stays}`);
      return;
    }
    this.active = next;
    this.apply(remove(facade, new Set([id])), `${capital(nameOf(door))} retirée du dessin.`, null);
  }

  private onKey(event: KeyboardEvent): void {
    if (!event.ctrlKey && !event.metaKey) return;
    const typing = event.target instanceof HTMLInputElement && event.target.type !== 'radio' && event.target.type !== 'checkbox';
    const key = event.key.toLowerCase();
    if (key === 's') void this.save();
    else if (typing) return;
    else if (key === 'y' || (key === 'z' && event.shiftKey)) this.redo();
    else if (key === 'z') this.undo();
    else return;
    event.preventDefault();
  }

  private async save(): Promise<void> {
    const facade = this.history.now;
    if (this.saving || !isChanged(facade)) return;
    this.saving = true;
    this.draw();
    try {
      const { removed, renamed, added } = changesOf(facade);
      const body = {
        number: facade.served.number,
        removed: removed.map(({ id }) => id),
        renamed: renamed.map((door) => ({ id: door.id, floor: door.floor, ...labelOf(door) })),
        added: added.map((door) => ({ floor: door.floor, ...labelOf(door) })),
      };
      const { sentence, state } = (await postJson(this.root.dataset.address ?? '', body)) as { sentence: string; state: Served };
      this.history.restart(begin(state));
      this.chosen = null;
      this.tell(sentence);
    } catch (error) {
      await this.explain(error, facade);
    } finally {
      this.saving = false;
      this.draw();
    }
  }

  /** Somebody else changed the façade: both changes are put together, what they did is told, and the person saves again. */
  private async explain(error: unknown, facade: Facade): Promise<void> {
    if (!(error instanceof Refused)) throw error;
    const box = need(this.root, '[data-trouble]', HTMLElement);
    const lines: string[] = [];
    if (error.code === 'changed_meanwhile') {
      const served = (await getJson(this.root.dataset.address ?? '').catch(() => null)) as Served | null;
      if (served) {
        lines.push(...newsLines(newsBetween(facade.served, served)), SENTENCES.again);
        this.history.restart(rebase(facade, served));
        this.chosen = null;
      }
    }
    const list = make('ul');
    list.append(...lines.map((line) => make('li', line)));
    box.replaceChildren(make('strong', error.message), ...(lines.length > 0 ? [list] : []));
    this.tell('');
    show(box);
  }
}
