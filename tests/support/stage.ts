import type { Emulator } from "../../emulator/index";
import { startAccount } from "./account";
import { newProject, type Project } from "./project";

/** Where an e2e test plays: an emulated account, and a Pulumi project that leads to it. */
export interface Stage {
  aws: Emulator;
  project: Project;
}

/** Sets the stage before the tests of a `describe`, or before each of them, and clears it away afterwards. */
export function setStage({ forEach = false } = {}): Stage {
  const stage = {} as Stage;
  (forEach ? beforeEach : before)(async () => {
    stage.aws = await startAccount();
    stage.project = await newProject(stage.aws.env);
  });
  (forEach ? afterEach : after)(async () => {
    // First, since what follows may fail, and an open server would keep the run alive.
    await stage.aws.close();
    stage.project?.remove();
  });
  return stage;
}
