import { KILL_CASES, titleOf } from "../support/kills/cases";
import { playKill } from "../support/kills/playKill";
import { setStage } from "../support/stage";

describe("SIGKILL", function () {
  this.timeout(300_000);
  const stage = setStage({ forEach: true });
  for (const kill of KILL_CASES) it(titleOf(kill), () => playKill(stage, kill));
});
