import type { Registration } from "../../../emulator/index";

/** A set of registrations. What is registered anew under a label is another registration. */
export interface RegistrationSet {
  has(registration: Registration): boolean;
  add(registration: Registration): void;
}

export function newRegistrationSet(): RegistrationSet {
  const keys = new Set<string>();
  const keyOf = ({ connectorLabel, registeredAt }: Registration) => `${connectorLabel} of ${registeredAt}`;
  return {
    has: (registration) => keys.has(keyOf(registration)),
    add: (registration) => void keys.add(keyOf(registration)),
  };
}
