import type { Registration } from "../../../emulator/index";

/** Who made each registration. A label that was registered anew is another registration. */
export interface Book {
  /** Whether this stack made it, or took it over. */
  owns(registration: Registration): boolean;
  own(registration: Registration): void;
  /** A killed process made it, and nobody saved it: the next create says that the label is taken, and how to go on. */
  excuse(registration: Registration): void;
  isExcused(registration: Registration): boolean;
}

export function openBook(): Book {
  const owned = new Set<string>();
  const excused = new Set<string>();
  return {
    owns: (registration) => owned.has(keyOf(registration)),
    own: (registration) => void owned.add(keyOf(registration)),
    excuse: (registration) => void excused.add(keyOf(registration)),
    isExcused: (registration) => excused.has(keyOf(registration)),
  };
}

function keyOf({ connectorLabel, registeredAt }: Registration): string {
  return `${connectorLabel} of ${registeredAt}`;
}
