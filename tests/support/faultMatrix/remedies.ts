// What a user does who follows a diagnostic. The fault itself is over by then, or the user has mended its cause.
import type { Code } from "../../../provider/diagnostics/catalog";
import { LABEL } from "./account";
import { isRegisteredByProgram } from "./invariants";
import { PROGRAM } from "./operations";
import { run, type Scene } from "./scene";

type Remedy = (scene: Scene) => Promise<void>;

const runAgain: Remedy = (scene) => run(scene);
const refreshAndUp: Remedy = (scene) => run(scene, { as: "up --refresh" });

const refreshFirst: Remedy = async (scene) => {
  await run(scene, { as: "refresh" });
  await run(scene);
};

const removeProfiles: Remedy = (scene) => {
  const { profiles } = scene.account.emulator;
  for (const { connectorProfileName } of profiles.list()) profiles.remove(connectorProfileName);
  return run(scene);
};

/** Whether the registration is the program's own, or to be adopted whoever owns it. */
function canAdopt({ account, program }: Scene): boolean {
  const registration = account.emulator.connectors.get(LABEL);
  return program?.adopt === true || (registration !== undefined && isRegisteredByProgram(registration));
}

/** Adopts the program's own registration. Where somebody else owns it, the program's resource gets another label. */
const adoptOrRelabel: Remedy = (scene) => {
  if (!scene.program) throw new Error("a label is taken that the program does not state");
  const change = canAdopt(scene) ? { adopt: true } : { connectorLabel: `${LABEL}-2` };
  scene.program = { ...scene.program, ...change };
  return run(scene, { as: "up" });
};

/** Adopts a registration, and then unregisters it. */
const adoptAndDelete: Remedy = async (scene) => {
  scene.program = { ...PROGRAM, adopt: true };
  await run(scene, { as: "up" });
  scene.program = undefined;
  await run(scene);
};

/** `pulumi state delete`. */
const deleteFromState: Remedy = (scene) => {
  scene.stack.resources.length = 0;
  return run(scene);
};

const settlePendingCreate: Remedy = (scene) => {
  if (!canAdopt(scene)) return deleteFromState(scene);
  return scene.program ? adoptOrRelabel(scene) : adoptAndDelete(scene);
};

export const REMEDIES: Readonly<Partial<Record<Code, Remedy>>> = {
  "registration-unsettled": settlePendingCreate,
  // The create of such a state never had its effect.
  "account-unknown": deleteFromState,
  "not-confirmed": refreshAndUp,
  "registration-gone": refreshAndUp,
  "function-not-found": refreshAndUp,
  "registration-foreign": refreshFirst,
  "label-taken": adoptOrRelabel,
  "in-use": removeProfiles,
  // The next preview says who owns the label, and so does the next run.
  "label-conflict": runAgain,
  "update-conflict": runAgain,
  "outcome-ambiguous": runAgain,
  "account-changed": runAgain,
  "access-denied": runAgain,
  "registration-denied": runAgain,
  rejected: runAgain,
  "quota-exceeded": runAgain,
  throttled: runAgain,
  "service-failed": runAgain,
  "service-error": runAgain,
  "connector-failed": runAgain,
  "connector-authentication": runAgain,
  "credentials-refused": runAgain,
  "endpoint-unreachable": runAgain,
  "connection-lost": runAgain,
  "timed-out": runAgain,
  "answer-unreadable": runAgain,
};
