import { killCase, titleOf } from "../support/kills/cases";
import { playKill } from "../support/kills/playKill";
import { setStage } from "../support/stage";

/** All of them: `npm run test:kills`. */
const SAMPLE = [
  "of the cli in create, after the effect",
  "of the cli in delete, after the effect",
  "of the provider in replace, between the halves",
].map(killCase);

describe("SIGKILL", function () {
  this.timeout(300_000);
  const stage = setStage({ forEach: true });
  for (const kill of SAMPLE) it(titleOf(kill), () => playKill(stage, kill));
});
