/** What the page « Clés » knows without any key. */
export interface HolderFacts {
  id: string;
  name: string;
  standing: 'holds' | 'asks' | 'nothing' | 'left';
  recipient: string | null;
  asked_for: string | null;
  proof: string | null;
}

export interface Facts {
  me: string;
  recipient: string;
  holders: HolderFacts[];
  tablets: { id: string; recipient: string }[];
}

export interface KeysPage {
  root: HTMLElement;
  facts: Facts;
  /** Where what is locked for this person is fetched. */
  address: string;
  /** Where the eight groups are shown. */
  compare: HTMLElement;
}
