/** What can be undone, and done again, before anything is saved. */
export class History<State> {
  private readonly past: State[] = [];
  private readonly future: State[] = [];

  constructor(private present: State) {}

  get now(): State { return this.present; }
  get canUndo(): boolean { return this.past.length > 0; }
  get canRedo(): boolean { return this.future.length > 0; }

  /** True if it is another state than before. */
  go(next: State): boolean {
    if (next === this.present) return false;
    this.past.push(this.present);
    this.future.length = 0;
    this.present = next;
    return true;
  }

  undo(): void { this.step(this.past, this.future); }
  redo(): void { this.step(this.future, this.past); }

  /** Begins anew: what was saved is not undone here. */
  restart(state: State): void {
    this.past.length = 0;
    this.future.length = 0;
    this.present = state;
  }

  private step(from: State[], to: State[]): void {
    const next = from.pop();
    if (next === undefined) return;
    to.push(this.present);
    this.present = next;
  }
}
